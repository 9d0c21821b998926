package dev.regrant.application;

import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.Expiration;
import java.util.Set;

/** What a policy is to say; each part as in {@link dev.regrant.domain.AssignmentPolicy}. */
public record PolicyTerms(
    String displayName,
    String description,
    AllowedTargetScope allowedTargetScope,
    Set<String> specificAllowedTargets,
    Expiration expiration,
    RequestorSettings requestorSettings) {}
