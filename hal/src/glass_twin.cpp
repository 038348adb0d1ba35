#include "glass_twin.hpp"

#include <algorithm>
#include <utility>

#include "aligned_rows.hpp"

namespace fiberloom::hal {
namespace {

using Complex = std::complex<double>;

core::LayerParameters still_layer() {
  core::LayerParameters layer = core::zero_layers(1);
  layer.others["beta3"] = core::RealBatch<double>(1, 1);
  return layer;
}

std::vector<std::string> kerr_first() { return {"gamma", "alpha", "beta2", "beta3"}; }

}  // namespace

GlassTwin::GlassTwin(const core::Model& model, const core::TimeGrid& grid,
                     std::vector<Filter> filters, const Light& launched)
    : grid_(grid),
      plan_(grid.size()),
      frequencies_(grid.angular_frequencies()),
      filters_(std::move(filters)) {
  const std::size_t num_stages = model.layers.num_layers();
  light_.push_back(launched);
  for (std::size_t m = 0; m <= num_stages; ++m) {
    core::LayerParameters layer = still_layer();
    layer.gamma[0] = m > 0 ? model.layers.gamma[m - 1] : 0.0;
    layer.alpha[0] = m < num_stages ? model.layers.alpha[m] : 0.0;
    layer.beta2[0] = m < num_stages ? model.layers.beta2[m] : 0.0;
    segments_.emplace_back(grid, layer, std::nullopt, kerr_first());
    tapes_.emplace_back(launched.batch(), segments_.back().make_tape());
    Light light = light_.back();
    for_each_row(light, [&](std::size_t i, std::span<Complex> row) {
      segments_.back().forward(row, tapes_.back()[i]);
      filter(row, m);
    });
    light_.push_back(std::move(light));
  }
}

void GlassTwin::filter(std::span<Complex> row, std::size_t segment) const {
  const Filter& transfer = filters_[segment];
  if (transfer.empty()) {
    return;
  }
  plan_.forward(row);
  for (std::size_t k = 0; k < row.size(); ++k) {
    row[k] *= transfer[k];
  }
  plan_.inverse(row);
}

GlassTwin::Light GlassTwin::change_of_light(std::size_t place, Light change) {
  const core::LayerParameters unchanged = still_layer();
  for_each_row(change, [&](std::size_t i, std::span<Complex> row) {
    for (std::size_t m = place; m < segments_.size(); ++m) {
      segments_[m].jvp(tapes_[m][i], row, unchanged);
      filter(row, m);
    }
  });
  return change;
}

GlassTwin::Light GlassTwin::change_of_operator(std::size_t segment, const char* name) {
  core::LayerParameters direction = still_layer();
  std::ranges::fill(direction.values(name), 1.0);
  Light change(light_.front().batch(), grid_.size());
  for_each_row(change, [&](std::size_t i, std::span<Complex> row) {
    segments_[segment].jvp(tapes_[segment][i], row, direction);
    filter(row, segment);
  });
  return change_of_light(segment + 1, std::move(change));
}

void GlassTwin::pull_back(std::size_t frame, std::span<Complex> cotangent,
                          const std::function<void(const PulledBack&)>& in_front_of) {
  core::LayerParameters gradient = still_layer();
  for (std::size_t m = segments_.size(); m-- > 0;) {
    core::set_zero(gradient);
    filter(cotangent, m);  // real amplitudes: its own adjoint
    segments_[m].vjp(tapes_[m][frame], cotangent, gradient);
    in_front_of({.segment = m, .cotangent = cotangent, .gradient = gradient});
  }
}

// The light turns on the first part of the way, is changed there, and turns on the rest of it.
GlassTwin::Light GlassTwin::change_within_element(
    std::size_t stage, double way, const std::function<double(double w)>& phase) const {
  core::LayerParameters first = still_layer();
  first.gamma[0] = way * segments_[stage].layers().gamma[0];
  core::LayerParameters rest = segments_[stage].layers();
  rest.gamma[0] -= first.gamma[0];
  const core::Propagator<double> to(grid_, first);
  const core::Propagator<double> from(grid_, rest, std::nullopt, kerr_first());
  auto tape_to = to.make_tape();
  auto tape_from = from.make_tape();
  const core::LayerParameters unchanged = still_layer();
  core::AlignedVector<Complex> reached(grid_.size());
  Light change = light_at(stage);
  for_each_row(change, [&](std::size_t, std::span<Complex> row) {
    to.forward(row, tape_to);
    std::ranges::copy(row, reached.begin());
    from.forward(reached, tape_from);
    multiply(row, [&](double w) { return Complex(0.0, phase(w)); });
    from.jvp(tape_from, row, unchanged);
    filter(row, stage);
  });
  return change;
}

GlassTwin::Light GlassTwin::change_along_element(std::size_t stage,
                                                 const std::function<double(double w)>& phase) {
  constexpr std::size_t parts = 4;
  Light sum(light_.front().batch(), grid_.size());
  for (std::size_t part = 0; part < parts; ++part) {
    const double middle = (static_cast<double>(part) + 0.5) / static_cast<double>(parts);
    const Light change = change_within_element(stage, middle, phase);
    for (std::size_t j = 0; j < sum.values().size(); ++j) {
      sum.values()[j] += change.values()[j] / static_cast<double>(parts);
    }
  }
  return change_of_light(stage + 1, std::move(sum));
}

void GlassTwin::multiply(std::span<Complex> row,
                         const std::function<Complex(double w)>& factor) const {
  plan_.forward(row);
  for (std::size_t k = 0; k < row.size(); ++k) {
    row[k] *= factor(frequencies_[k]);
  }
  plan_.inverse(row);
}

GlassTwin::Light GlassTwin::filtered(std::size_t place,
                                     const std::function<Complex(double w)>& factor) const {
  Light light = light_at(place);
  for_each_row(light, [&](std::size_t, std::span<Complex> row) { multiply(row, factor); });
  return light;
}

}  // namespace fiberloom::hal
