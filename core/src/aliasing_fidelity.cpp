#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <fiberloom/core/aliasing_fidelity.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/resample.hpp>
#include <iterator>
#include <string>

#include "cascade_part.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;
using Row = CascadePart::Row;

constexpr std::array<std::size_t, 3> oversamplings{1, 2, 4};
constexpr double least_nmse = 1e-15;  // what is below is rounding, not aliasing

double decibels(double nmse) { return 10.0 * std::log10(std::max(nmse, least_nmse)); }

// The model with as many more points per sample, filtered behind every layer if that is wanted.
Model on_finer_grid(Model model, std::size_t factor, const std::optional<LowPass>& filter) {
  model.frame.oversampling *= factor;
  if (filter) {
    model.low_pass = filter;
    model.operators = default_sequence(model.layers, false);
    model.operators.emplace_back(low_pass_name);
  }
  return model;
}

// The receiver's filter is part of a model that has one; behind layers that end in a filter there is none.
FieldBatch<double> sent_through(const Model& model, const FieldBatch<double>& launched,
                                bool has_receiver, WorkerPool& workers) {
  FieldBatch<double> fields = resample_periodic(launched, model.frame.grid_size());
  const CascadePart part(model, model.layers, has_receiver);
  workers.run(fields.batch(), [&](std::size_t i, std::size_t) {
    Row row(fields.row(i).begin(), fields.row(i).end());
    part.send(row);
    std::ranges::copy(row, fields.row(i).begin());
  });
  return fields;
}

// Every `stride`-th point of both, the gain of `found` chosen for the least error.
double nmse_of(std::span<const Complex> found, std::span<const Complex> wanted) {
  const std::size_t stride = wanted.size() / found.size();
  Complex overlap{};
  double energy_found = 0.0;
  double energy_wanted = 0.0;
  for (std::size_t j = 0; j < found.size(); ++j) {
    overlap += std::conj(found[j]) * wanted[j * stride];
    energy_found += std::norm(found[j]);
    energy_wanted += std::norm(wanted[j * stride]);
  }
  if (!(energy_found > 0.0) || !(energy_wanted > 0.0)) {
    return 0.0;  // no light, no error
  }
  const Complex gain = overlap / energy_found;
  double error = 0.0;
  for (std::size_t j = 0; j < found.size(); ++j) {
    error += std::norm(gain * found[j] - wanted[j * stride]);
  }
  return error / energy_wanted;
}

double mean_nmse(const FieldBatch<double>& found, const FieldBatch<double>& wanted) {
  double sum = 0.0;
  for (std::size_t i = 0; i < found.batch(); ++i) {
    sum += nmse_of(found.row(i), wanted.row(i));
  }
  return sum / static_cast<double>(found.batch());
}

double largest_change_db(const std::vector<double>& before, const std::vector<double>& after) {
  double largest = 0.0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    largest = std::max(largest, std::abs(decibels(after[i]) - decibels(before[i])));
  }
  return largest;
}

void require_fitting(const Model& model, const FieldBatch<double>& launched,
                     const std::optional<LowPass>& filter) {
  model.validate();
  if (launched.batch() == 0 || launched.samples() != model.frame.grid_size()) {
    throw InputError("input.shape", "aliasing: needs at least one record of " +
                                        std::to_string(model.frame.grid_size()) + " points, got " +
                                        std::to_string(launched.batch()) + " of " +
                                        std::to_string(launched.samples()));
  }
  if (filter && model.low_pass) {
    throw InputError("input.low_pass", "aliasing: the model has a low-pass of its own already");
  }
  if (filter && !model.operators.empty()) {
    throw InputError("input.sequence",
                     "aliasing: a filter behind every layer goes with layers in the usual order");
  }
}

}  // namespace

AliasingFidelity aliasing_fidelity(const Model& model, const FieldBatch<double>& launched,
                                   const std::optional<LowPass>& filter, WorkerPool& workers,
                                   const ContinuumOptions& options) {
  require_fitting(model, launched, filter);
  const bool has_receiver = model.low_pass.has_value();
  const auto at = [&](std::size_t factor) {
    return sent_through(on_finer_grid(model, factor, filter), launched, has_receiver, workers);
  };
  std::vector<FieldBatch<double>> of_model;
  std::ranges::transform(oversamplings, std::back_inserter(of_model), at);
  const auto against = [&](std::size_t factor) {
    const FieldBatch<double> light = at(factor);
    std::vector<double> nmse;
    std::ranges::transform(
        of_model, std::back_inserter(nmse),
        [&light](const FieldBatch<double>& found) { return mean_nmse(found, light); });
    return nmse;
  };
  AliasingFidelity result{.oversampling = {oversamplings.begin(), oversamplings.end()},
                          .nmse = against(options.coarsest),
                          .continuum = options.coarsest};
  while (!result.stands_still && 2 * result.continuum <= options.finest &&
         2 * result.continuum * launched.samples() <= options.largest_grid) {
    result.continuum *= 2;
    const std::vector<double> finer = against(result.continuum);
    result.last_change_db = largest_change_db(result.nmse, finer);
    result.stands_still = result.last_change_db <= options.still_db;
    result.nmse = finer;
  }
  return result;
}

}  // namespace fiberloom::core
