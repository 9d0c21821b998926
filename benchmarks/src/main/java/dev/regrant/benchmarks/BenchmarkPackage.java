package dev.regrant.benchmarks;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.Outcome;
import dev.regrant.application.Resources;
import dev.regrant.application.RoleScopeReference;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import java.util.List;
import java.util.Optional;

/** A package that gives one role, and a policy by which administrators assign it. */
record BenchmarkPackage(AccessPackage.Id accessPackage, AssignmentPolicy.Id policy) {
  private static final Origin GROUP = new Origin(NoOpConnector.ORIGIN_SYSTEM, "group");

  /** A new one. */
  static BenchmarkPackage in(AccessRequestEngine engine, Caller caller) {
    var catalog = done(engine.catalogs().createCatalog(caller, Catalog.Terms.named("Bench"))).id();
    done(engine.resources().add(caller, catalog, Resources.Description.of(GROUP)));
    var accessPackage =
        done(engine.accessPackages().create(caller, catalog, AccessPackage.Terms.named("Bench")))
            .id();
    var member =
        new RoleScopeReference(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Origin(GROUP.system(), "Member_" + GROUP.id())),
            Optional.empty(),
            Optional.of(GROUP));
    done(engine.accessPackages().addRoleScope(caller, accessPackage, member));
    var terms =
        PolicyTerms.of(
            "Direct",
            AllowedTargetScope.NOT_SPECIFIED,
            List.of(),
            new Expiration.NoExpiration(),
            RequestorSettings.self(false, true, false));
    return new BenchmarkPackage(
        accessPackage, done(engine.policies().create(caller, accessPackage, terms)).id());
  }

  static <T> T done(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Done<T>(var value)) {
      return value;
    }
    throw new IllegalStateException("Refused: " + outcome);
  }
}
