package dev.regrant.bootstrap;

/** What people can be given: an access package, and the policy that lets them have it. */
record Offer(String catalog, String accessPackage, String policy) {}
