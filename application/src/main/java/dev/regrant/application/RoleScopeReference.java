package dev.regrant.application;

import dev.regrant.domain.Origin;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceScope;
import java.util.Optional;

/**
 * Names a role and a scope of a resource in the package's catalog, as clients do: by ids, by
 * origins, or by some of each. The resource may be left out where the scope's origin is the
 * resource's own.
 */
public record RoleScopeReference(
    Optional<Resource.Id> resource,
    Optional<Origin> resourceOrigin,
    Optional<ResourceRole.Id> role,
    Optional<Origin> roleOrigin,
    Optional<ResourceScope.Id> scope,
    Optional<Origin> scopeOrigin) {}
