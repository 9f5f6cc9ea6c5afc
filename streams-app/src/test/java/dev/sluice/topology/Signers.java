package dev.sluice.topology;

import dev.sluice.wire.RequestSignatures;
import java.nio.charset.StandardCharsets;
import java.util.Map;

final class Signers {
  /** Of tenant {@code signer}, who has two secrets. */
  static final RequestSignatures SIGNATURES =
      new RequestSignatures(
          Map.of(
              "signer",
              new RequestSignatures.Signer(
                  2,
                  Map.of(
                      1, "the first secret".getBytes(StandardCharsets.UTF_8),
                      2, "the other secret".getBytes(StandardCharsets.UTF_8)))));

  private Signers() {}
}
