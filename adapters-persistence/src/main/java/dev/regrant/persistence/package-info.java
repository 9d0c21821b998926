/**
 * The store on PostgreSQL 15 or newer. {@link dev.regrant.persistence.JdbiStore#open} is the door.
 *
 * <p>What is stored has names of its own, in the migrations and in {@code Json}: they are not Java
 * names, except for those of the domain's enum constants, which a test pins.
 */
@NullMarked
package dev.regrant.persistence;

import org.jspecify.annotations.NullMarked;
