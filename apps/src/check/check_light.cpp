#include "check/check_light.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/gaussian_light.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/sampling.hpp>
#include <filesystem>
#include <variant>

#include "model_data.hpp"
#include "model_input_file.hpp"

namespace fiberloom::app {
namespace {

core::InputBatch records_of(const core::Model& model, const std::filesystem::path& path) {
  if (path.extension() == ".npy") {
    return read_input(path, model.record_length(), model.resample_input);
  }
  return load_dataset_for(path, model.record_length(), model.resample_input).train.series;
}

// All rows, or so many of them drawn by a seed, in their order.
template <class Value>
core::InputBatch drawn_rows(const core::Batch<Value>& records, const CheckLightSource& source) {
  if (records.batch() <= source.records) {
    return records;
  }
  std::vector<std::size_t> rows = core::seeded_permutation(records.batch(), source.seed, 0);
  rows.resize(source.records);
  std::ranges::sort(rows);
  core::Batch<Value> drawn(rows.size(), records.samples());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::ranges::copy(records.row(rows[i]), drawn.row(i).begin());
  }
  return drawn;
}

}  // namespace

CheckLight check_light(const core::Model& model, const CheckLightSource& source,
                       core::WorkerPool& workers) {
  if (source.data.empty()) {
    return {.launched =
                core::gaussian_light(model.frame, {.fields = source.records, .seed = source.seed}),
            .words = fmt::format("{} synthetic records, complex Gaussian, half band, unit mean "
                                 "power, seed {}",
                                 source.records, source.seed),
            .is_synthetic = true};
  }
  const core::InputBatch all = records_of(model, source.data);
  const core::InputBatch drawn =
      std::visit([&](const auto& records) { return drawn_rows(records, source); }, all);
  const auto count = [](const core::InputBatch& batch) {
    return std::visit([](const auto& records) { return records.batch(); }, batch);
  };
  if (count(drawn) == 0) {
    throw core::InputError("input.shape", source.data + ": there are no records in it");
  }
  return {.launched = core::Network(model, workers).encode(drawn),
          .words = fmt::format("{} of {} training records of {}, as the model encodes them",
                               count(drawn), count(all), source.data)};
}

}  // namespace fiberloom::app
