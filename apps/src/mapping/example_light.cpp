#include "mapping/example_light.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/gaussian_light.hpp>
#include <fiberloom/core/network.hpp>

namespace fiberloom::app {

ExampleLight example_records(const core::Model& model, const core::Dataset& data, std::size_t most,
                             core::WorkerPool& workers) {
  const core::LabelledSeries& all = data.train;
  const std::size_t stride = std::max<std::size_t>(1, (all.labels.size() + most - 1) / most);
  const std::size_t count = (all.labels.size() + stride - 1) / stride;
  core::RealBatch<double> some(count, all.series.samples());
  ExampleLight light;
  for (std::size_t i = 0; i < count; ++i) {
    std::ranges::copy(all.series.row(i * stride), some.row(i).begin());
    light.labels.push_back(all.labels[i * stride]);
  }
  light.frames = core::Network(model, workers).encode(core::InputBatch{std::move(some)});
  light.words =
      fmt::format("{} of {} training records, as the model encodes them", count, all.labels.size());
  return light;
}

ExampleLight gaussian_example(const core::Model& model, std::size_t frames, std::uint64_t seed) {
  return {.frames = core::gaussian_light(model.frame, {.fields = frames, .seed = seed}),
          .words = fmt::format("{} frames of complex Gaussian light in half the band, seed {}",
                               frames, seed)};
}

}  // namespace fiberloom::app
