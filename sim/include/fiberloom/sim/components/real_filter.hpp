#pragma once

#include <complex>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/components/real_transform.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <optional>
#include <span>
#include <vector>

namespace fiberloom::sim {

/// A linear filter for real periodic rows of one length. Nothing is transformed for a transfer that is one real number.
///
/// Throws:  the constructor: InputError "input.shape" unless the transfer is [size/2 + 1].
/// Threads: const; one Workspace per thread.
class RealFilter {
 public:
  RealFilter(std::size_t size, std::vector<std::complex<double>> one_sided_transfer);

  /// In place, [size].
  void apply(std::span<double> row, Workspace& workspace) const;

  [[nodiscard]] bool is_identity() const noexcept { return !transform_ && factor_ == 1.0; }

 private:
  std::vector<std::complex<double>> transfer_;
  std::optional<RealTransform> transform_{};
  double factor_ = 1.0;  // without a transform
};

}  // namespace fiberloom::sim
