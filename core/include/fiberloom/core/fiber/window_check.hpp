#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fiberloom::core {

/// Shares of the energy of a row that lie at the edges of its grid: in the first and last 2 % of the time window, and in
/// the lowest and highest 4 % of the band.
struct EdgeShares {
  double time = 0.0;
  double band = 0.0;
};

/// Shape:   row [grid.size()], in time order (sample 0 is the beginning of the window).
[[nodiscard]] EdgeShares edge_shares(std::span<const std::complex<double>> row,
                                     const TimeGrid& grid);

/// Something about a computation that makes its result doubtful; `code` is stable and meant for programs.
struct FiberWarning {
  std::string code;
  std::string message;

  bool operator==(const FiberWarning&) const = default;
};

/// What the edges before and after a fibre say about the grid: "fiber.window" when light reaches the ends of the time
/// window, "fiber.band" when it reaches the ends of the band.
///
/// Light that fills the window from the start is taken as periodic and not complained about.
[[nodiscard]] std::vector<FiberWarning> grid_warnings(const EdgeShares& before,
                                                      const EdgeShares& after);

/// "fiber.steps" when a split step is so long that its periodicity makes modulation instability of its own inside the
/// band, strong enough to matter.
///
/// Source:  resonance of the band's edge with the steps, |beta2| W^2 h = 2 pi, so h < 2 dt^2/(pi |beta2|); with higher
///          orders the even part of the dispersion stands for beta2 W^2/2.
[[nodiscard]] std::optional<FiberWarning> step_warning(const Fiber& fiber, const TimeGrid& grid,
                                                       std::size_t steps, double peak_power_w);

}  // namespace fiberloom::core
