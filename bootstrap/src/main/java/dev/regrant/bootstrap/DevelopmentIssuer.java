package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.application.DirectoryRole;
import dev.regrant.application.Permission;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Issues tokens for trying out and development, signed with a key of its own (RS256, RFC 7515). The
 * private key never leaves the data folder: whoever can read that folder can be anybody.
 */
final class DevelopmentIssuer {
  /** The tokens' {@code iss}. */
  static final String ISSUER = "urn:regrant:development";

  /** The tokens' {@code aud}. */
  static final String AUDIENCE = "api://regrant";

  /** The tenant of tokens that are asked for without one. */
  static final UUID TENANT = UUID.fromString("11111111-1111-1111-1111-111111111111");

  private static final int KEY_BITS = 2048;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final RSAPrivateCrtKey key;
  private final String keyId;

  private DevelopmentIssuer(RSAPrivateCrtKey key) {
    this.key = key;
    this.keyId = thumbprint(key);
  }

  /** The issuer of this data folder; its key is made where there is none. */
  static DevelopmentIssuer of(Path dataFolder) {
    Path file = dataFolder.resolve("issuer-key.pem");
    try {
      if (!Files.exists(file)) {
        DataFolder.create(dataFolder);
        DataFolder.write(file, pem(newKey()));
      }
      var others =
          EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);
      others.retainAll(Files.getPosixFilePermissions(file));
      if (!others.isEmpty()) {
        throw new FailureException(
            file + " is open to other users, who could sign tokens: chmod 600 it, or delete it");
      }
      return new DevelopmentIssuer(key(Files.readString(file)));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException failed) {
      throw new FailureException("The development issuer's key " + file + " is of no use", failed);
    }
  }

  /** The public key, as a JSON Web Key Set (RFC 7517). */
  JsonObject jwks() {
    var jwk = publicKey(key).put("use", "sig").put("alg", "RS256").put("kid", keyId);
    return new JsonObject().put("keys", new JsonArray().add(jwk));
  }

  /** The claims of a person who signed in to an application with these scopes. */
  static JsonObject person(
      UUID tenant, String id, List<Permission> scopes, List<DirectoryRole> directoryRoles) {
    return new JsonObject()
        .put("tid", tenant.toString())
        .put("oid", id)
        .put("sub", id)
        .put("scp", scopes.stream().map(Permission::value).collect(Collectors.joining(" ")))
        .put(
            "wids", new JsonArray(directoryRoles.stream().map(DirectoryRole::templateId).toList()));
  }

  /** The claims of an application that acts for itself with these roles. */
  static JsonObject application(UUID tenant, String id, List<Permission> roles) {
    return new JsonObject()
        .put("tid", tenant.toString())
        .put("oid", id)
        .put("sub", id)
        .put("azp", id)
        .put("idtyp", "app")
        .put("roles", new JsonArray(roles.stream().map(Permission::value).toList()));
  }

  /** A signed token with these claims, valid from now on. */
  String token(JsonObject claims, Instant now, Duration lifetime) {
    var header = new JsonObject().put("alg", "RS256").put("typ", "JWT").put("kid", keyId);
    var all =
        claims
            .copy()
            .put("iss", ISSUER)
            .put("aud", AUDIENCE)
            .put("iat", now.getEpochSecond())
            .put("nbf", now.getEpochSecond())
            .put("exp", now.plus(lifetime).getEpochSecond());
    String signed =
        base64(header.encode().getBytes(UTF_8)) + "." + base64(all.encode().getBytes(UTF_8));
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static RSAPrivateCrtKey newKey() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS);
    return (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
  }

  private static String pem(RSAPrivateCrtKey key) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return BEGIN + "\n" + body + "\n" + END + "\n";
  }

  private static RSAPrivateCrtKey key(String pem) throws GeneralSecurityException {
    byte[] encoded = Base64.getMimeDecoder().decode(pem.replace(BEGIN, "").replace(END, ""));
    return (RSAPrivateCrtKey)
        KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  /** The members that RFC 7638 hashes, in its order. */
  private static JsonObject publicKey(RSAPrivateCrtKey key) {
    return new JsonObject()
        .put("e", base64(unsigned(key.getPublicExponent())))
        .put("kty", "RSA")
        .put("n", base64(unsigned(key.getModulus())));
  }

  private static String thumbprint(RSAPrivateCrtKey key) {
    try {
      byte[] members = publicKey(key).encode().getBytes(UTF_8);
      return base64(MessageDigest.getInstance("SHA-256").digest(members));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
