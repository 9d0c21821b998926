package dev.regrant.connectors;

/** Against a server that has PATCH and versions. */
class ScimPatchContractTest extends ScimContract {
  ScimPatchContractTest() {
    super(new TestScimServer(), "PATCH");
  }
}
