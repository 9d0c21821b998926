package dev.regrant.connectors;

/** Against a server that has neither PATCH nor versions, so that only PUT is left. */
class ScimPutContractTest extends ScimContract {
  ScimPutContractTest() {
    super(new TestScimServer(false, false), "PUT");
  }
}
