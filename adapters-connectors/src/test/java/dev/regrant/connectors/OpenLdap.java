package dev.regrant.connectors;

import static dev.regrant.connectors.TestDirectory.BASE;
import static dev.regrant.connectors.TestDirectory.GROUPS;
import static dev.regrant.connectors.TestDirectory.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.awaitility.Awaitility;

/** OpenLDAP's server, as Debian packages it, on a free loopback port and in a folder of its own. */
final class OpenLdap implements AutoCloseable {
  static final String BIND_DN = "cn=regrant," + BASE;

  private static final Path SLAPD = Path.of("/usr/sbin/slapd");
  private static final Duration START = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private Process process;

  /** Aborts the test where there is no OpenLDAP. */
  OpenLdap(Path folder) throws Exception {
    assumeTrue(Files.isExecutable(SLAPD), "OpenLDAP is not installed: there is no " + SLAPD);
    this.folder = folder;
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(
        folder.resolve("slapd.conf"),
        """
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/nis.schema
        include /etc/ldap/schema/inetorgperson.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        moduleload memberof
        database mdb
        suffix %1$s
        rootdn %2$s
        rootpw "%3$s"
        directory "%4$s"
        dbnosync
        overlay memberof
        memberof-group-oc groupOfNames
        """
            .formatted(
                BASE, BIND_DN, TestDirectory.PASSWORD, folder.resolve("data").toAbsolutePath()));
    // A copy, as some systems confine the installed one to its own folders.
    Files.copy(SLAPD, folder.resolve("slapd"), StandardCopyOption.COPY_ATTRIBUTES);
    this.port = freePort();
    this.process = start();
    try (var people = connect()) {
      people.add("dn: " + BASE, "objectClass: domain");
      people.add("dn: " + PEOPLE, "objectClass: organizationalUnit");
      people.add("dn: " + GROUPS, "objectClass: organizationalUnit");
      people.addPerson("founder");
    }
  }

  int port() {
    return port;
  }

  void restart() throws IOException {
    close();
    process = start();
  }

  private Process start() throws IOException {
    var started =
        new ProcessBuilder(
                folder.resolve("slapd").toString(),
                "-f",
                folder.resolve("slapd.conf").toString(),
                "-h",
                "ldap://127.0.0.1:" + port,
                "-d",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(START)
          .pollInterval(Duration.ofMillis(50))
          .failFast("slapd ended", () -> assertThat(started.isAlive()).as(log()).isTrue())
          .until(this::isUp);
      return started;
    } catch (RuntimeException e) {
      started.destroy();
      throw e;
    }
  }

  private boolean isUp() {
    try {
      connect().close();
      return true;
    } catch (LDAPException e) {
      return false;
    }
  }

  private LdapPeople connect() throws LDAPException {
    return new LdapPeople(port, BIND_DN);
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
