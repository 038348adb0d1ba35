#include <algorithm>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/impulse_response.hpp>

namespace fiberloom::core {

std::vector<std::complex<double>> impulse_response(
    const std::function<std::complex<double>(double w)>& transfer, const TimeGrid& grid) {
  const std::vector<double> frequencies = grid.angular_frequencies();
  AlignedVector<std::complex<double>> row(grid.size());
  std::ranges::transform(frequencies, row.begin(), transfer);
  FftPlan<double>(grid.size()).inverse(row);
  std::vector<std::complex<double>> kernel(grid.size());
  std::rotate_copy(row.begin(), row.end() - static_cast<std::ptrdiff_t>(grid.size() / 2), row.end(),
                   kernel.begin());
  return kernel;
}

}  // namespace fiberloom::core
