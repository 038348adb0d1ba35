#include "trace_filter.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <numbers>

namespace fiberloom::hal {

using Complex = std::complex<double>;

TraceFilter::TraceFilter(std::size_t samples, std::size_t glass_points,
                         const FrequencyResponse& response)
    : glass_points_(glass_points), plan_(samples * glass_points) {
  const core::TimeGrid grid(plan_.size(), 1.0 / static_cast<double>(glass_points));
  for (const double w : grid.angular_frequencies()) {
    const Complex passed = response(w / (2.0 * std::numbers::pi));
    const bool is_cosine = 2 * transfer_.size() == plan_.size();  // one bin for both signs
    transfer_.push_back(is_cosine ? passed.real() : passed);
    slope_.push_back(is_cosine ? 0.0 : Complex(0.0, w) * passed);
    noise_share_ += std::norm(transfer_.back()) / static_cast<double>(plan_.size());
  }
}

core::RealBatch<double> TraceFilter::samples_of(const core::RealBatch<double>& signal) const {
  return through(signal, transfer_);
}

core::RealBatch<double> TraceFilter::slopes_of(const core::RealBatch<double>& signal) const {
  return through(signal, slope_);
}

core::RealBatch<double> TraceFilter::through(const core::RealBatch<double>& signal,
                                             const std::vector<Complex>& transfer) const {
  core::RealBatch<double> samples(signal.batch(), signal.samples() / glass_points_);
  core::AlignedVector<Complex> row(signal.samples());
  for (std::size_t i = 0; i < signal.batch(); ++i) {
    std::ranges::copy(signal.row(i), row.begin());
    plan_.forward(row);
    for (std::size_t k = 0; k < row.size(); ++k) {
      row[k] *= transfer[k];
    }
    plan_.inverse(row);
    for (std::size_t j = 0; j < samples.samples(); ++j) {
      samples.row(i)[j] = row[j * glass_points_].real();
    }
  }
  return samples;
}

}  // namespace fiberloom::hal
