package dev.regrant.application;

/**
 * A place in the changes of a tenant: those before it were committed when it was given out, and
 * whatever was or is committed later is at it or behind it.
 *
 * @param epoch marks of two epochs cannot be compared: the data was restored in between, say
 * @param position what the changes' positions compare with
 */
public record ChangeMark(String epoch, long position) {}
