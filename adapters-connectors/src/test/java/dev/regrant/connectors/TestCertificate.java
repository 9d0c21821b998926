package dev.regrant.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.cert.ManageCertificates;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that vouches for itself.
 *
 * @param pem for those who are to trust it
 * @param server for the server that has it
 */
record TestCertificate(Path pem, SSLContext server) {
  private static final String PIN = "test only";

  /** For the host of this name. */
  static TestCertificate of(String host, Path folder) throws Exception {
    Path keyStore = folder.resolve(host + ".p12");
    var output = new ByteArrayOutputStream();
    var result =
        ManageCertificates.main(
            null,
            output,
            output,
            "generate-self-signed-certificate",
            "--keystore",
            keyStore.toString(),
            "--keystore-password",
            PIN,
            "--keystore-type",
            "PKCS12",
            "--alias",
            "server",
            "--subject-dn",
            "CN=" + host,
            "--subject-alternative-name-dns",
            host,
            "--key-algorithm",
            "EC",
            "--key-size-bits",
            "256",
            "--signature-algorithm",
            "SHA256withECDSA");
    assertThat(result).as(output.toString(UTF_8)).isEqualTo(ResultCode.SUCCESS);
    var store = KeyStore.getInstance(keyStore.toFile(), PIN.toCharArray());
    return new TestCertificate(
        pem(store, folder.resolve(host + ".pem")), server(store, PIN.toCharArray()));
  }

  private static Path pem(KeyStore store, Path file) throws Exception {
    var base64 =
        Base64.getMimeEncoder().encodeToString(store.getCertificate("server").getEncoded());
    return Files.writeString(
        file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
  }

  private static SSLContext server(KeyStore store, char[] pin) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, pin);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
