#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_input.hpp>
#include <fiberloom/core/resample.hpp>
#include <string>

namespace fiberloom::core {

RealBatch<double> records_of_length(RealBatch<double> records, std::size_t samples,
                                    bool may_resample, std::string_view source_name) {
  if (records.samples() == samples) {
    return records;
  }
  if (!may_resample) {
    throw InputError("input.shape",
                     std::string(source_name) + ": records have " +
                         std::to_string(records.samples()) + " samples, but the model takes " +
                         std::to_string(samples) +
                         "; resample them, or use a model made with \"resample\": true");
  }
  return resample_periodic(records, samples);
}

}  // namespace fiberloom::core
