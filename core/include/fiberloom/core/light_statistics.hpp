#pragma once

#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <vector>

namespace fiberloom::core {

/// What the power and the spectrum of light are like, over all records of a batch together.
///
/// Ratios are of powers, to the mean power p of the batch. Peaks are those of the grid's points.
struct LightStatistics {
  double mean_power = 0.0;
  double peak = 0.0;      ///< the largest power over p
  double peak_999 = 0.0;  ///< what 99.9 % of the points do not exceed, over p
  double second_moment =
      0.0;  ///< kappa = <|E|^4>/p^2: 2 for circular Gaussian light, 1 for constant
  double third_moment = 0.0;  ///< <|E|^6>/p^3
  double carrier = 0.0;       ///< share of the power in the mean field of each record
  double strongest_line =
      0.0;  ///< largest share of one record's power in one line of its repetition
  double mean_square_frequency = 0.0;  ///< variance of w over the spectrum, in (rad/sample)^2
  double variance_of_square_frequency = 0.0;  ///< of w^2, in (rad/sample)^4
  double occupied_frequency = 0.0;  ///< |w| below which all but 1e-4 of the power lies, rad/sample
};

/// Throws:  InputError "input.shape" for no records or another grid, "input.dark" when there is no light at all.
[[nodiscard]] LightStatistics light_statistics(const FieldBatch<double>& fields,
                                               const TimeGrid& grid);

/// Light on its way through a cascade.
///
/// Shape:   every batch [records, frame.grid_size()].
struct LightUnderway {
  std::vector<FieldBatch<double>> in_front_of_kerr{};  ///< of each layer's Kerr step
  FieldBatch<double> output{};                         ///< behind the receiver's filter, if any
};

/// Throws:  as Model::validate; InputError "input.shape" for fields on another grid, "input.sequence" unless the
///          operators stand in their usual order.
[[nodiscard]] LightUnderway light_underway(const Model& model, const FieldBatch<double>& launched,
                                           WorkerPool& workers);

}  // namespace fiberloom::core
