package dev.regrant.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.application.Caller;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** Signs tokens as an identity provider does: RS256, 2,048 bits. */
final class BenchmarkIssuer {
  static final String NAME = "https://issuer.example";
  static final String AUDIENCE = "bench";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair key;

  BenchmarkIssuer() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    key = generator.generateKeyPair();
  }

  /** The public key, as a JSON Web Key Set (RFC 7517). */
  String jwks() {
    var rsa = (RSAPublicKey) key.getPublic();
    return """
        {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"bench","n":"%s","e":"%s"}]}
        """
        .formatted(unsigned(rsa.getModulus()), unsigned(rsa.getPublicExponent()));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int zeros = bytes[0] == 0 ? 1 : 0;
    return BASE64.encodeToString(Arrays.copyOfRange(bytes, zeros, bytes.length));
  }

  /** A token of an application, for a day. */
  String token(Caller caller) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String signed =
        encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"bench\"}")
            + "."
            + encoded(
                """
                {"iss":"%s","aud":"%s","iat":%d,"nbf":%d,"exp":%d,"tid":"%s","oid":"%s","sub":"%7$s",
                "azp":"%7$s","idtyp":"app","roles":["EntitlementManagement.ReadWrite.All"]}
                """
                    .formatted(
                        NAME,
                        AUDIENCE,
                        now,
                        now,
                        now + 86_400,
                        caller.tenant().value(),
                        caller.actor().id()));
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key.getPrivate());
    signature.update(signed.getBytes(UTF_8));
    return signed + "." + BASE64.encodeToString(signature.sign());
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(UTF_8));
  }
}
