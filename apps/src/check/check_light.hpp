#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "check/model_check.hpp"

namespace fiberloom::app {

/// Where the light of a check comes from.
struct CheckLightSource {
  std::string data{};        ///< a data set, or records in a .npy file; empty: synthetic light
  std::size_t records = 20;  ///< at most
  std::uint64_t seed =
      0;  ///< draws synthetic light, and which records are taken when there are more
};

/// Training records as the model encodes them; without data, circular Gaussian light in half the band.
///
/// Throws:  as load_dataset_for and read_input; InputError "input.shape" for a file without records.
[[nodiscard]] CheckLight check_light(const core::Model& model, const CheckLightSource& source,
                                     core::WorkerPool& workers);

}  // namespace fiberloom::app
