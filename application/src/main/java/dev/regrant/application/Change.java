package dev.regrant.application;

import java.util.UUID;

/**
 * The latest change of an entity.
 *
 * @param position where it is among the changes of its kind; several can share one
 * @param createdAt the position at which the entity was made
 * @param isDeletion whether the entity is no more
 */
public record Change(UUID id, long position, long createdAt, boolean isDeletion) {}
