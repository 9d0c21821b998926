package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The canary of the compiler gates: bad sources, built with the same Maven and the same parent POM
 * as everything else, must be refused, each for its own reason.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CompilerGatesTest {
  private static final Path PROJECT = Path.of("src", "test", "canary");

  @BeforeAll
  static void onlyInsideMaven() {
    assumeTrue(System.getProperty("maven.home") != null, "run by Maven, which builds the canary");
  }

  @Test
  void errorProneAndNullAwayRefuse() throws Exception {
    assertThat(refusalOf("ForErrorProne"))
        .containsPattern("ForErrorProne.java:.15,.*\\[NullAway] dereferenced expression 'text'")
        .containsPattern("ForErrorProne.java:.19,.*\\[NullAway] dereferenced expression 'box.get")
        .containsPattern("ForErrorProne.java:.23,.*\\[ReferenceEquality]");
  }

  @Test
  void javacRefusesItsOwnWarnings() throws Exception {
    assertThat(refusalOf("ForJavac"))
        .containsPattern("ForJavac.java:.8,.*\\[rawtypes]")
        .contains("warnings found and -Werror specified");
  }

  private static String refusalOf(String canary) throws IOException, InterruptedException {
    Path maven = Path.of(System.getProperty("maven.home"));
    Process build =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                maven.resolve("boot") + File.separator + "*",
                "-Dclassworlds.conf=" + maven.resolve("bin").resolve("m2.conf"),
                "-Dmaven.home=" + maven,
                "-Dmaven.multiModuleProjectDirectory=" + PROJECT.toAbsolutePath(),
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                "org.codehaus.plexus.classworlds.launcher.Launcher",
                "--batch-mode",
                "--offline",
                "-Dcanary=" + canary,
                "compile")
            .directory(PROJECT.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(build.getInputStream().readAllBytes(), UTF_8);
    assertThat(build.waitFor()).as(output).isEqualTo(1);
    return output;
  }
}
