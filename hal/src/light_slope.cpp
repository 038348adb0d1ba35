#include "light_slope.hpp"

#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <vector>

#include "aligned_rows.hpp"

namespace fiberloom::hal {

core::FieldBatch<double> slope_of(core::FieldBatch<double> rows, double points_per_unit) {
  using Complex = std::complex<double>;
  const core::TimeGrid grid(rows.samples(), 1.0 / points_per_unit);
  const core::FftPlan<double> plan(rows.samples());
  const std::vector<double> frequencies = grid.angular_frequencies();
  for_each_row(rows, [&](std::size_t, std::span<Complex> row) {
    plan.forward(row);
    for (std::size_t k = 0; k < row.size(); ++k) {
      // The slope of a cosine at half the sample rate vanishes on its points.
      row[k] *= 2 * k == row.size() ? 0.0 : Complex(0.0, frequencies[k]);
    }
    plan.inverse(row);
  });
  return rows;
}

}  // namespace fiberloom::hal
