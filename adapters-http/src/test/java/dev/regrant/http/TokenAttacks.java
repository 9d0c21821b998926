package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that have fooled servers. */
final class TokenAttacks {
  private static final SigningKey RSA = TestServer.key();
  static final SigningKey EC = SigningKey.ec("ec", "secp256r1");
  static final SigningKey STRANGER = SigningKey.rsa("stranger");
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final JsonObject good;
  private final String issuer;
  private final String evil;

  /**
   * @param good claims that are accepted
   * @param evil where the attacker offers keys
   */
  TokenAttacks(JsonObject good, String evil) {
    this.good = good;
    this.issuer = good.getString("iss");
    this.evil = evil;
  }

  Stream<Attack> all() {
    return Stream.of(algorithms(), signatures(), headers(), claimSets(), shapes())
        .flatMap(attacks -> attacks);
  }

  private JsonObject claims() {
    return good.copy();
  }

  private JsonObject claims(Consumer<JsonObject> change) {
    var claims = claims();
    change.accept(claims);
    return claims;
  }

  private static JsonObject header(SigningKey key, String algorithm, Consumer<JsonObject> change) {
    var header = key.header(algorithm);
    change.accept(header);
    return header;
  }

  private String good() {
    return RSA.sign(claims());
  }

  record Attack(String name, String token) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Attack claiming(String name, Consumer<JsonObject> change) {
    return new Attack(name, RSA.sign(claims(change)));
  }

  private Attack heading(String name, Consumer<JsonObject> change) {
    return new Attack(name, RSA.sign(header(RSA, "RS256", change), claims()));
  }

  /** A token of a text that is signed as it is. */
  private Attack saying(String name, String header, byte[] payload) {
    String signed = SigningKey.encoded(header.getBytes(UTF_8)) + "." + SigningKey.encoded(payload);
    return new Attack(name, signed + "." + SigningKey.encoded(signature(RSA, signed)));
  }

  private static byte[] signature(SigningKey key, String signed) {
    try {
      var signer = Signature.getInstance("SHA256withRSA");
      signer.initSign(key.pair().getPrivate());
      signer.update(signed.getBytes(UTF_8));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private Attack unsigned(String name, JsonObject header, String signature) {
    return new Attack(name, input(header) + "." + signature);
  }

  private String input(JsonObject header) {
    return SigningKey.encoded(header.encode().getBytes(UTF_8))
        + "."
        + SigningKey.encoded(claims().encode().getBytes(UTF_8));
  }

  private Attack hmac(String name, byte[] secret) {
    try {
      String signed = input(RSA.header("HS256"));
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return new Attack(
          name, signed + "." + SigningKey.encoded(mac.doFinal(signed.getBytes(UTF_8))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] pair(BigInteger r, BigInteger s) {
    byte[] pair = new byte[64];
    copy(r, pair, 32);
    copy(s, pair, 64);
    return pair;
  }

  private static void copy(BigInteger number, byte[] into, int end) {
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, 32);
    System.arraycopy(bytes, bytes.length - length, into, end - length, length);
  }

  private Attack es256(String name, byte[] signature) {
    return unsigned(name, EC.header("ES256"), SigningKey.encoded(signature));
  }

  private Stream<Attack> algorithms() {
    var key = RSA.pair().getPublic();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(key.getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    var none = RSA.header("none");
    return Stream.of(
        unsigned("none", none, ""),
        unsigned("None", none.copy().put("alg", "None"), ""),
        unsigned("nOnE with a signature", none.copy().put("alg", "nOnE"), "AAAA"),
        unsigned("an empty alg", none.copy().put("alg", ""), ""),
        unsigned("an alg of no text", none.copy().put("alg", new JsonArray().add("RS256")), "AA"),
        unsigned("no alg", new JsonObject().put("kid", RSA.kid()), "AA"),
        hmac("HS256 with the public key's PEM", pem.getBytes(UTF_8)),
        hmac("HS256 with the public key's PEM, stripped", pem.strip().getBytes(UTF_8)),
        hmac("HS256 with the public key's DER", key.getEncoded()),
        hmac(
            "HS256 with the public key's modulus", ((RSAPublicKey) key).getModulus().toByteArray()),
        hmac("HS256 with the key set", SigningKey.jwks(RSA).getBytes(UTF_8)),
        hmac("HS256 with what an empty file holds", new byte[] {0}),
        new Attack(
            "RS256 with the kid of an EC key",
            RSA.sign(header(RSA, "RS256", header -> header.put("kid", "ec")), claims())),
        new Attack(
            "ES256 with the kid of an RSA key",
            EC.sign(header(EC, "ES256", header -> header.put("kid", RSA.kid())), claims())),
        unsigned("PS256 said, RS256 meant", RSA.header("PS256"), lastPart(good())),
        unsigned("ES384 by a P-256 key", EC.header("ES384"), "A".repeat(128)));
  }

  private Stream<Attack> signatures() {
    String good = good();
    byte[] der = new byte[] {0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01};
    return Stream.of(
        new Attack("stripped", good.substring(0, good.lastIndexOf('.') + 1)),
        new Attack("stripped with its dot", good.substring(0, good.lastIndexOf('.'))),
        new Attack("cut short", good.substring(0, good.length() - 4)),
        new Attack("made longer", good + "AAAA"),
        new Attack("padded", good + "=="),
        new Attack("in the alphabet of plain Base64", spoiled(good, '+')),
        new Attack("of another token", good.substring(0, good.length() - 100) + "A".repeat(100)),
        es256("ES256, r = s = 0", new byte[64]),
        es256("ES256, r = 0, s = 1", pair(BigInteger.ZERO, BigInteger.ONE)),
        es256("ES256, r = s = 1", pair(BigInteger.ONE, BigInteger.ONE)),
        es256("ES256, r = s = the order", pair(ORDER, ORDER)),
        es256("ES256, all ones", filled()),
        es256("ES256, a byte short", new byte[63]),
        es256("ES256, a byte long", new byte[65]),
        es256("ES256, nothing", new byte[0]),
        es256("ES256, DER", der));
  }

  private static byte[] filled() {
    byte[] bytes = new byte[64];
    Arrays.fill(bytes, (byte) 0xff);
    return bytes;
  }

  private static String lastPart(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  private static String spoiled(String token, char sign) {
    return token.substring(0, token.length() - 2) + sign + token.charAt(token.length() - 1);
  }

  private Stream<Attack> headers() {
    return Stream.of(
        heading("kid that climbs", header -> header.put("kid", "../../../../dev/null")),
        heading("kid that is a file", header -> header.put("kid", "/dev/null")),
        heading("kid with SQL", header -> header.put("kid", "x' union select 'key' --")),
        heading("kid that is a command", header -> header.put("kid", "|/usr/bin/id")),
        heading("kid that is an address", header -> header.put("kid", evil + "/keys")),
        heading("kid that is long", header -> header.put("kid", "k".repeat(8_000))),
        heading("kid with U+0000", header -> header.put("kid", RSA.kid() + "\u0000")),
        heading("empty kid", header -> header.put("kid", "")),
        heading("kid of no text", header -> header.put("kid", new JsonArray().add(RSA.kid()))),
        strange("jwk", header -> header.put("jwk", STRANGER.jwk())),
        strange("jku", header -> header.put("jku", evil + "/keys")),
        strange("x5u", header -> header.put("x5u", evil + "/chain.pem")),
        strange("x5c", header -> header.put("x5c", new JsonArray().add("MIIBszCCAVmgAwIBAgIU"))),
        strange("x5t", header -> header.put("x5t", "AAAA")),
        strange("jku, and our kid", header -> header.put("jku", evil).put("kid", RSA.kid())),
        heading("crit of something unknown", header -> header.put("crit", "exp").put("exp", 1)),
        heading("empty crit", header -> header.put("crit", new JsonArray())),
        heading("b64", header -> header.put("b64", false)),
        heading(
            "b64 as critical",
            header -> header.put("b64", false).put("crit", new JsonArray().add("b64"))),
        heading("typ of a proof", header -> header.put("typ", "dpop+jwt")),
        heading("typ of a logout", header -> header.put("typ", "logout+jwt")),
        heading("typ of a security event", header -> header.put("typ", "secevent+jwt")),
        heading("typ of no text", header -> header.put("typ", 7)),
        saying(
            "two algorithms",
            "{\"alg\":\"none\",\"kid\":\"key-1\",\"alg\":\"RS256\"}",
            claims().encode().getBytes(UTF_8)),
        saying("a header that is a list", "[\"RS256\"]", claims().encode().getBytes(UTF_8)),
        saying("a header that is nothing", "", claims().encode().getBytes(UTF_8)));
  }

  private Attack strange(String name, Consumer<JsonObject> change) {
    return new Attack(
        "another's key by " + name, STRANGER.sign(header(STRANGER, "RS256", change), claims()));
  }

  private Stream<Attack> claimSets() {
    long now = TestServer.NOW.getEpochSecond();
    return Stream.of(
        claiming("no exp", claims -> claims.remove("exp")),
        claiming("exp as text", claims -> claims.put("exp", Long.toString(now + 600))),
        claiming("exp NaN as text", claims -> claims.put("exp", "NaN")),
        claiming("exp that is null", claims -> claims.putNull("exp")),
        claiming("exp in thousands of years", claims -> claims.put("exp", Long.MAX_VALUE)),
        claiming("exp as in milliseconds", claims -> claims.put("exp", now * 1_000)),
        claiming("negative exp", claims -> claims.put("exp", -1)),
        claiming("exp in a list", claims -> claims.put("exp", new JsonArray().add(now + 600))),
        says("exp NaN", "{\"exp\":NaN}"),
        says("exp of a billion digits", "{\"exp\":1e1000000000}"),
        says("exp of ten thousand digits", "{\"exp\":" + "9".repeat(10_000) + "}"),
        claiming("nbf to come", claims -> claims.put("nbf", now + 3_600)),
        claiming("iat to come", claims -> claims.put("iat", now + 3_600)),
        claiming("iat as text", claims -> claims.put("iat", "yesterday")),
        claiming("another audience", claims -> claims.put("aud", "https://other.test")),
        claiming("audience with more", claims -> claims.put("aud", TestServer.AUDIENCE + "/x")),
        claiming("audience in capitals", claims -> claims.put("aud", "HTTPS://GRAPH.TEST")),
        claiming(
            "other audiences",
            claims -> claims.put("aud", new JsonArray().add("https://other.test").add(7))),
        claiming("no audiences", claims -> claims.put("aud", new JsonArray())),
        claiming(
            "audience as a name",
            claims -> claims.put("aud", new JsonObject().put(TestServer.AUDIENCE, true))),
        claiming("another issuer", claims -> claims.put("iss", evil)),
        claiming("issuer with a slash more", claims -> claims.put("iss", issuer + "/")),
        claiming("issuers", claims -> claims.put("iss", new JsonArray().add(issuer))),
        claiming("tenant that is no GUID", claims -> claims.put("tid", "common")),
        claiming(
            "tenants", claims -> claims.put("tid", new JsonArray().add(claims.getValue("tid")))),
        claiming("an ID token by nonce", claims -> claims.put("nonce", "n")),
        claiming("an ID token by c_hash", claims -> claims.put("c_hash", "h")),
        claiming("an ID token by typ", claims -> claims.put("typ", "ID")),
        claiming("a refresh token", claims -> claims.put("typ", "Refresh")),
        saying(
            "a claim twice",
            RSA.header("RS256").encode(),
            claims()
                .encode()
                .replaceFirst("\\{", "{\"tid\":\"00000000-0000-0000-0000-000000000001\",")
                .getBytes(UTF_8)),
        says("claims that are a list", "[1]"),
        says("claims that are a text", "\"" + "x".repeat(10) + "\""),
        saying(
            "a token in a token",
            RSA.header("RS256").put("cty", "JWT").encode(),
            good().getBytes(UTF_8)),
        says("claims that are nested", "{\"a\":".repeat(1_500) + "1" + "}".repeat(1_500)),
        says("claims that are lists in lists", "{\"a\":" + "[".repeat(5_000)),
        saying(
            "claims that are not UTF-8",
            RSA.header("RS256").encode(),
            spoiledText(claims().encode().getBytes(UTF_8))),
        saying(
            "claims in UTF-16",
            RSA.header("RS256").encode(),
            claims().encode().getBytes(UTF_16BE)));
  }

  private Attack says(String name, String payload) {
    return saying(name, RSA.header("RS256").encode(), payload.getBytes(UTF_8));
  }

  /** The first letter of a value is no UTF-8 any more. */
  private static byte[] spoiledText(byte[] json) {
    byte[] spoiled = json.clone();
    spoiled[new String(json, UTF_8).indexOf("app-1")] = (byte) 0xff;
    return spoiled;
  }

  private Stream<Attack> shapes() {
    String good = good();
    return Stream.of(
        new Attack("encrypted", "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AA.AA.AA.AA"),
        new Attack("unsecured, encrypted by name", good + ".AA.AA"),
        new Attack("in JSON", "{\"payload\":\"AA\",\"signatures\":[]}"),
        new Attack("of 20,000 characters", good + "A".repeat(20_000 - good.length())),
        new Attack("of dots", "."),
        new Attack("of two dots", ".."),
        new Attack("of many dots", ".".repeat(10_000)),
        new Attack("two in one", good + "," + good),
        new Attack("two schemes in one", good + ", Bearer " + good),
        new Attack("with a word more", good + " x"),
        new Attack("in quotes", "\"" + good + "\""),
        new Attack("percent-encoded", good.replace(".", "%2E")));
  }
}
