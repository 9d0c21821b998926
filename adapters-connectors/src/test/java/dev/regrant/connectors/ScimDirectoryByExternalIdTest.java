package dev.regrant.connectors;

import dev.regrant.connectors.ScimSettings.UserKey;

class ScimDirectoryByExternalIdTest extends ScimDirectoryContract {
  ScimDirectoryByExternalIdTest() {
    super(UserKey.EXTERNAL_ID);
  }
}
