package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** A key that tests sign tokens with, independently of the server's library. */
record SigningKey(String kid, KeyPair pair) {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  static SigningKey rsa(String kid) {
    return rsa(kid, 2048);
  }

  static SigningKey rsa(String kid, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return new SigningKey(kid, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static SigningKey ec(String kid, String curve) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return new SigningKey(kid, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String jwks(SigningKey... keys) {
    var array = new JsonArray();
    Arrays.stream(keys).forEach(key -> array.add(key.jwk()));
    return new JsonObject().put("keys", array).encode();
  }

  JsonObject jwk() {
    var jwk = new JsonObject().put("kid", kid).put("use", "sig");
    if (pair.getPublic() instanceof RSAPublicKey rsa) {
      return jwk.put("kty", "RSA")
          .put("n", encoded(unsigned(rsa.getModulus(), 0)))
          .put("e", encoded(unsigned(rsa.getPublicExponent(), 0)));
    }
    var ec = (ECPublicKey) pair.getPublic();
    int size = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    return jwk.put("kty", "EC")
        .put("crv", size == 32 ? "P-256" : size == 48 ? "P-384" : "P-521")
        .put("x", encoded(unsigned(ec.getW().getAffineX(), size)))
        .put("y", encoded(unsigned(ec.getW().getAffineY(), size)));
  }

  /** A token with the usual header. */
  String sign(JsonObject claims) {
    return sign(header("RS256"), claims);
  }

  JsonObject header(String algorithm) {
    return new JsonObject().put("alg", algorithm).put("kid", kid).put("typ", "JWT");
  }

  /** A token signed by the algorithm that its header names. */
  String sign(JsonObject header, JsonObject claims) {
    String signed =
        encoded(header.encode().getBytes(UTF_8)) + "." + encoded(claims.encode().getBytes(UTF_8));
    return signed + "." + encoded(signature(header.getString("alg"), signed.getBytes(UTF_8)));
  }

  private byte[] signature(String algorithm, byte[] bytes) {
    try {
      String hash = "SHA" + algorithm.substring(2);
      var signer =
          Signature.getInstance(
              switch (algorithm.substring(0, 2)) {
                case "RS" -> hash + "withRSA";
                case "PS" -> "RSASSA-PSS";
                case "ES" -> hash + "withECDSAinP1363Format";
                default -> throw new AssertionError(algorithm);
              });
      if (algorithm.startsWith("PS")) {
        String name = "SHA-" + algorithm.substring(2);
        signer.setParameter(
            new PSSParameterSpec(
                name,
                "MGF1",
                new MGF1ParameterSpec(name),
                Integer.parseInt(algorithm.substring(2)) / 8,
                1));
      }
      signer.initSign(pair.getPrivate());
      signer.update(bytes);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] unsigned(BigInteger value, int size) {
    byte[] bytes = value.toByteArray();
    int length = Math.max(size, (value.bitLength() + 7) / 8);
    byte[] padded = new byte[length];
    int copied = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - copied, padded, length - copied, copied);
    return padded;
  }

  static String encoded(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }
}
