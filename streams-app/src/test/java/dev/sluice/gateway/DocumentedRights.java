package dev.sluice.gateway;

import dev.sluice.access.Rights;
import dev.sluice.access.Role;
import dev.sluice.config.Settings;
import dev.sluice.gateway.SecuredCluster.Right;
import java.util.List;

/** The rights that docs/deploy.md names, by who needs them, one for each operation. */
record DocumentedRights(Settings settings) {

  List<Right> of(Role role) {
    return new Rights(settings)
        .of(role).stream()
            .flatMap(
                right ->
                    right.operations().stream()
                        .map(
                            operation ->
                                new Right(right.type(), right.name(), right.pattern(), operation)))
            .toList();
  }
}
