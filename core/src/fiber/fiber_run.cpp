#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/fiber_run.hpp>
#include <fiberloom/core/fiber/photons.hpp>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <fiberloom/core/fiber/split_step.hpp>
#include <mutex>
#include <numeric>
#include <string>

#include "complex_products.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

double energy_of(std::span<const Complex> row, const TimeGrid& grid) {
  double sum = 0.0;
  for (const Complex& value : row) {
    sum += power(value);
  }
  return sum * grid.step();
}

double peak_power(const FieldBatch<double>& fields) {
  double peak = 0.0;
  for (const Complex& value : fields.values()) {
    peak = std::max(peak, power(value));
  }
  return peak;
}

// The progress of a batch out of that of its rows, which may be under way at the same time.
class BatchProgress {
 public:
  BatchProgress(const FiberProgress& progress, std::size_t rows)
      : progress_(progress), shares_(rows) {}

  FiberProgress of_row(std::size_t row) {
    if (!progress_) {
      return {};
    }
    return [this, row](double share) {
      const std::scoped_lock guard(lock_);
      shares_[row] = share;
      progress_(std::accumulate(shares_.begin(), shares_.end(), 0.0) /
                static_cast<double>(shares_.size()));
    };
  }

 private:
  const FiberProgress& progress_;
  std::mutex lock_;
  std::vector<double> shares_;
};

// One of the two solvers.
class Solver {
 public:
  Solver(const FiberDocument& document, const TimeGrid& grid) {
    const FiberSolver& wanted = document.solver;
    if (wanted.method == FiberMethod::split_step) {
      split_.emplace(grid, document.fiber(), static_cast<std::size_t>(wanted.steps.value_or(0)));
    } else {
      rk4ip_.emplace(grid, document.fiber(),
                     wanted.relative_tolerance.value_or(Rk4ip::default_tolerance));
    }
  }

  void propagate(std::span<Complex> row, const FiberProgress& progress,
                 FiberRowReport& report) const {
    if (split_) {
      split_->propagate(row, progress);
      report.steps = split_->steps();
      return;
    }
    const Rk4ipReport steps = rk4ip_->propagate(row, progress);
    report.steps = steps.accepted_steps;
    report.rejected_steps = steps.rejected_steps;
  }

 private:
  std::optional<Rk4ip> rk4ip_;
  std::optional<SplitStep> split_;
};

void add_once(std::vector<FiberWarning>& all, const FiberWarning& warning) {
  if (std::ranges::find(all, warning.code, &FiberWarning::code) == all.end()) {
    all.push_back(warning);
  }
}

}  // namespace

FiberRunReport run_fiber(const FiberDocument& document, FieldBatch<double>& fields,
                         WorkerPool& workers, const FiberRunOptions& options) {
  const TimeGrid grid = document.time_grid();
  if (fields.samples() != grid.size()) {
    throw InputError("input.shape", "fibre: fields of " + std::to_string(fields.samples()) +
                                        " samples on a grid of " + std::to_string(grid.size()));
  }
  const Fiber fiber = document.fiber();
  const Solver solver(document, grid);
  FiberRunReport report{.rows = std::vector<FiberRowReport>(fields.batch()), .warnings = {}};
  if (document.solver.steps) {
    const auto steps = static_cast<std::size_t>(*document.solver.steps);
    if (const auto warning = step_warning(fiber, grid, steps, peak_power(fields))) {
      report.warnings.push_back(*warning);
    }
  }
  std::vector<std::vector<FiberWarning>> warnings(fields.batch());
  BatchProgress progress(options.progress, fields.batch());
  workers.run(fields.batch(), [&](std::size_t index, std::size_t) {
    const std::span<Complex> row = fields.row(index);
    FiberRowReport& row_report = report.rows[index];
    const EdgeShares before = edge_shares(row, grid);
    if (options.photon_noise_seed) {
      add_photon_noise(row, grid, fiber.center_wavelength_m, *options.photon_noise_seed, index);
    }
    row_report.input_energy_j = energy_of(row, grid);
    solver.propagate(row, progress.of_row(index), row_report);
    row_report.output_energy_j = energy_of(row, grid);
    warnings[index] = grid_warnings(before, edge_shares(row, grid));
  });
  for (const auto& of_row : warnings) {
    for (const FiberWarning& warning : of_row) {
      add_once(report.warnings, warning);
    }
  }
  return report;
}

}  // namespace fiberloom::core
