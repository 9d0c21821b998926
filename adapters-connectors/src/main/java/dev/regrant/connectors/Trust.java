package dev.regrant.connectors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom TLS connections trust. */
final class Trust {
  private Trust() {}

  /**
   * Trusts the certificates of a PEM file, or without one what the JVM trusts.
   *
   * @param setting named in the message of the {@link IllegalArgumentException} if the file is of
   *     no use
   */
  static SSLContext in(String setting, Optional<Path> caFile) {
    try {
      return caFile.isPresent() ? context(setting, caFile.get()) : SSLContext.getDefault();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          setting + ": cannot read certificates: " + caFile.map(Path::toString).orElse(""), e);
    }
  }

  private static SSLContext context(String setting, Path caFile)
      throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> certificates;
    try (InputStream pem = Files.newInputStream(caFile)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(pem);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(setting + " holds no certificate: " + caFile);
    }
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    int number = 0;
    for (Certificate certificate : certificates) {
      trusted.setCertificateEntry("ca" + number++, certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
