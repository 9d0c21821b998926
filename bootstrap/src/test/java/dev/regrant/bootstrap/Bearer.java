package dev.regrant.bootstrap;

import com.microsoft.kiota.RequestInformation;
import com.microsoft.kiota.authentication.AuthenticationProvider;
import dev.regrant.application.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives an SDK its token. */
record Bearer(String token) implements AuthenticationProvider {
  private static final String APPLICATION = "aaaaaaaa-0000-0000-0000-000000000001";
  private static final Duration LIFETIME = Duration.ofHours(1);

  static Bearer application(DevelopmentIssuer issuer, Permission... roles) {
    return new Bearer(
        issuer.token(
            DevelopmentIssuer.application(TestServer.TENANT, APPLICATION, List.of(roles)),
            Instant.now(),
            LIFETIME));
  }

  static Bearer user(DevelopmentIssuer issuer, String id, Permission... scopes) {
    return new Bearer(
        issuer.token(
            DevelopmentIssuer.person(TestServer.TENANT, id, List.of(scopes), List.of()),
            Instant.now(),
            LIFETIME));
  }

  @Override
  public void authenticateRequest(
      RequestInformation request, @Nullable Map<String, Object> context) {
    request.headers.tryAdd("Authorization", "Bearer " + token);
  }
}
