package dev.regrant.application;

import dev.regrant.domain.Callout;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import java.util.Optional;

/**
 * What an extension says when it calls back.
 *
 * @param source who calls, for the history
 * @param stage the stage it was called at
 * @param callout the {@code customExtensionStageInstanceId} it was called with
 * @param detail for people
 */
public record Resumption(
    Optional<String> source,
    ExtensionStage stage,
    Callout.Id callout,
    Optional<String> detail,
    Callout.Answer answer) {}
