package dev.regrant.connectors;

import dev.regrant.connectors.ScimSettings.UserKey;

class ScimDirectoryByIdTest extends ScimDirectoryContract {
  ScimDirectoryByIdTest() {
    super(UserKey.ID);
  }
}
