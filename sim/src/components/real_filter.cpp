#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/real_filter.hpp>
#include <utility>

#include "complex_arithmetic.hpp"

namespace fiberloom::sim {

RealFilter::RealFilter(std::size_t size, std::vector<std::complex<double>> one_sided_transfer)
    : transfer_(std::move(one_sided_transfer)) {
  if (transfer_.size() != size / 2 + 1) {
    throw core::InputError("input.shape",
                           "real filter: the transfer needs one value for each of the bins 0 to "
                           "size/2");
  }
  const std::complex<double> first = transfer_.front();
  const bool is_flat =
      first.imag() == 0.0 &&
      std::ranges::all_of(transfer_, [&](const auto& value) { return value == first; });
  if (is_flat) {
    factor_ = first.real();
  } else {
    transform_.emplace(size);
  }
}

void RealFilter::apply(std::span<double> row, Workspace& workspace) const {
  if (!transform_) {
    for (double& value : row) {
      value *= factor_;
    }
    return;
  }
  const std::span<std::complex<double>> spectrum = workspace.row(0, transform_->scratch_size());
  transform_->forward(row, spectrum);
  for (std::size_t k = 0; k < transfer_.size(); ++k) {
    spectrum[k] = product(spectrum[k], transfer_[k]);
  }
  transform_->inverse(spectrum, row);
}

}  // namespace fiberloom::sim
