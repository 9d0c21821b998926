package dev.regrant.bootstrap;

import com.microsoft.kiota.authentication.AnonymousAuthenticationProvider;
import java.util.SortedSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What Microsoft's SDKs for Java can call is in the server, or is known not to be. */
@NullUnmarked // to the SDKs everything is nullable
@SuppressWarnings(
    "deprecation") // Microsoft means to retire these names, and clients still use them
class SdkOperationsTest {
  @Test
  void what_the_sdks_can_call_is_there_or_known_to_be_absent() throws Exception {
    var anonymous = new AnonymousAuthenticationProvider();
    var v1 = new com.microsoft.graph.serviceclient.GraphServiceClient(anonymous);
    var beta = new com.microsoft.graph.beta.serviceclient.GraphServiceClient(anonymous);

    SortedSet<String> all =
        SdkOperations.under(v1.identityGovernance().entitlementManagement(), "v1.0");
    all.addAll(SdkOperations.under(v1.roleManagement().entitlementManagement(), "v1.0"));
    all.addAll(SdkOperations.under(beta.identityGovernance().entitlementManagement(), "beta"));
    all.addAll(SdkOperations.under(beta.roleManagement().entitlementManagement(), "beta"));

    AbsentOperations.listed().check(all);
  }
}
