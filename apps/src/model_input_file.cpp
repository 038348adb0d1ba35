#include "model_input_file.hpp"

#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_input.hpp>
#include <fiberloom/core/npy.hpp>
#include <string>
#include <utility>

namespace fiberloom::app {

core::InputBatch read_input(const std::filesystem::path& path, std::size_t samples,
                            bool may_resample) {
  core::InputBatch input = core::read_batch(path);
  if (auto* real = std::get_if<core::RealBatch<double>>(&input)) {
    return core::records_of_length(std::move(*real), samples, may_resample, path.string());
  }
  const std::size_t given = std::get<core::FieldBatch<double>>(input).samples();
  if (given != samples) {
    throw core::InputError("input.shape",
                           path.string() + ": records have " + std::to_string(given) +
                               " samples, but the model takes " + std::to_string(samples) +
                               "; resample them (complex records are never "
                               "resampled here)");
  }
  return input;
}

}  // namespace fiberloom::app
