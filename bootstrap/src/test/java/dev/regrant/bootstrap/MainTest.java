package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final String READ = "EntitlementManagement.Read.All";

  @TempDir private Path folder;

  private record Result(int exitCode, String out, String err) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""                                  | Missing command
          tokn                                | 'tokn'
          serve --prt 1                       | --prt
          serve --port http                   | REGRANT_PORT must be a whole number
          serve --host 0.0.0.0                | REGRANT_HOST is '0.0.0.0', which others can reach
          token                               | --user=ID
          token --user u                      | --scope
          token --app a --scope S             | --scope
          token --user u --scope Nonsense     | 'Nonsense' is none of EntitlementManagement.Read.All
          token --app a --role Nonsense       | 'Nonsense' is none of EntitlementManagement.Read.All
          token --user u --scope EntitlementManagement.Read.All --tenant t | --tenant
          token --user u --scope EntitlementManagement.Read.All --lifetime 1h | '1h' is no duration
          token --user u --scope EntitlementManagement.Read.All --lifetime P31D | --lifetime
          """)
  void wrong_use_exits_with_2_and_one_line_that_names_it(String arguments, String message) {
    var result = regrant(Map.of(), arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(message).hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "serve", "token", "version"})
  void every_command_has_help(String command) {
    var result =
        command.isEmpty() ? regrant(Map.of(), "--help") : regrant(Map.of(), command, "--help");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("Usage: regrant").contains("--help");
  }

  @Test
  void the_help_of_serve_lists_every_setting() {
    var result = regrant(Map.of(), "serve", "--help");

    for (Setting setting : Setting.values()) {
      assertThat(result.out()).contains("  " + setting.variable());
    }
    for (ConnectorSetting setting : ConnectorSetting.values()) {
      assertThat(result.out()).contains("  " + setting.of("<name>").variable());
    }
  }

  @Test
  void a_token_for_a_person_is_signed_by_the_key_in_the_data_folder() throws Exception {
    var result = token(Map.of(), "--user", "ann", "--scope", READ);

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    String[] parts = result.out().strip().split("\\.", -1);
    assertThat(isSigned(parts)).isTrue();
    var claims = json(parts[1]);
    assertThat(claims.getString("iss")).isEqualTo(DevelopmentIssuer.ISSUER);
    assertThat(claims.getString("aud")).isEqualTo(DevelopmentIssuer.AUDIENCE);
    assertThat(claims.getString("oid")).isEqualTo("ann");
    assertThat(claims.getString("scp")).isEqualTo(READ);
    assertThat(claims.containsKey("roles")).isFalse();
    assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(3600);
  }

  @Test
  void a_token_for_an_application_has_roles_tenant_and_lifetime_as_asked() {
    String tenant = "0192d0c8-0000-7000-8000-000000000001";

    var result =
        token(Map.of(), "--app", "batch", "--role", READ, "--tenant", tenant, "--lifetime", "PT5M");

    var claims = json(result.out().split("\\.", -1)[1]);
    assertThat(claims.getJsonArray("roles")).containsExactly(READ);
    assertThat(claims.getString("tid")).isEqualTo(tenant);
    assertThat(claims.containsKey("scp")).isFalse();
    assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(300);
  }

  @Test
  void the_key_is_kept_and_its_file_is_for_its_owner_only() throws IOException {
    token(Map.of(), "--user", "ann", "--scope", READ);
    String first = Files.readString(folder.resolve("issuer-key.pem"));

    token(Map.of(), "--user", "ann", "--scope", READ);

    assertThat(folder.resolve("issuer-key.pem")).hasContent(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void a_key_that_others_can_read_is_refused() throws IOException {
    token(Map.of(), "--user", "ann", "--scope", READ);
    Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r--r--"));

    var result = token(Map.of(), "--user", "ann", "--scope", READ);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("issuer-key.pem is open to other users").hasLineCount(1);
  }

  @Test
  void a_key_that_is_none_is_refused() throws IOException {
    DataFolder.write(keyFile(), "no key");

    var result = token(Map.of(), "--user", "ann", "--scope", READ);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("issuer-key.pem is of no use").hasLineCount(1);
  }

  @Test
  void there_are_no_tokens_where_a_real_issuer_is_configured() {
    var result =
        token(Map.of("REGRANT_ISSUER", "https://id.test"), "--user", "ann", "--scope", READ);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("REGRANT_ISSUER is set").hasLineCount(1);
  }

  private Path keyFile() {
    return folder.resolve("issuer-key.pem");
  }

  private Result token(Map<String, String> variables, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addFirst("token");
    all.addAll(List.of("--data", folder.toString()));
    return regrant(variables, all.toArray(String[]::new));
  }

  private static Result regrant(Map<String, String> variables, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Main.commandLine(variables)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }

  private boolean isSigned(String[] parts) throws Exception {
    var jwk = DevelopmentIssuer.of(folder).jwks().getJsonArray("keys").getJsonObject(0);
    assertThat(json(parts[0]).getString("kid")).isEqualTo(jwk.getString("kid"));
    var key =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(
                    new BigInteger(1, Base64.getUrlDecoder().decode(jwk.getString("n"))),
                    new BigInteger(1, Base64.getUrlDecoder().decode(jwk.getString("e")))));
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(key);
    signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
    return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
  }

  private static JsonObject json(String base64) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(base64), UTF_8));
  }
}
