#pragma once

#include <cstdint>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/training.hpp>
#include <filesystem>
#include <string>

namespace fiberloom::core {

/// What a training run was started with, so that nothing else is taken for its continuation.
struct TrainingIdentity {
  std::string
      recipe;  ///< text of the recipe document, with all that was changed on the command line
  std::string data_fingerprint;  ///< of the training records
  std::uint64_t seed = 0;
  std::string rig{};  ///< text of the rig document that limits the training; empty: none

  bool operator==(const TrainingIdentity&) const = default;
};

/// A training run at the end of an epoch.
struct TrainingCheckpoint {
  TrainingIdentity identity;
  TrainingState state;

  bool operator==(const TrainingCheckpoint&) const = default;
};

/// Writes one .safetensors file atomically; every number comes back bit for bit.
///
/// Throws:  InputError "input.checkpoint" when epochs of the history have different numbers of parameters; and as
///          write_safetensors.
void save_checkpoint(const std::filesystem::path& path, const TrainingCheckpoint& checkpoint);

/// Throws:  DocumentError "document.checkpoint" that names the file and what does not fit together; and as
///          read_safetensors.
[[nodiscard]] TrainingCheckpoint load_checkpoint(const std::filesystem::path& path);

/// 16 hexadecimal digits that change with any bit of the records, their labels or their shape (FNV-1a).
[[nodiscard]] std::string data_fingerprint(const LabelledSeries& records);

}  // namespace fiberloom::core
