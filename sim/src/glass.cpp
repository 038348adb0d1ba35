#include "glass.hpp"

#include <cmath>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/roll_off.hpp>
#include <fiberloom/core/units.hpp>
#include <utility>
#include <vector>

namespace fiberloom::sim {
namespace {

namespace units = core::units;
using Complex = std::complex<double>;

std::optional<core::LowPass> optical_filter_of(const hal::LightPath& path) {
  if (path.optical_filter_ghz <= 0.0) {
    return std::nullopt;
  }
  const double cutoff = path.optical_filter_ghz * 1e9 * path.model_sample().in(units::s);
  return core::LowPass{.cutoff = cutoff, .order = static_cast<int>(path.optical_filter_order)};
}

// Light that is never anything but light: the network's own cascade.
class OpticalCascade : public Glass {
 public:
  explicit OpticalCascade(const GlassPlan& plan)
      : cascade_(plan.grid, plan.layers, optical_filter_of(plan.path)),
        tapes_(plan.num_workers, cascade_.make_tape()) {}

  void pass(std::span<Complex> row, std::size_t worker, std::int64_t) const override {
    cascade_.forward(row, tapes_[worker]);
  }

 private:
  core::Propagator<double> cascade_;
  mutable std::vector<core::Propagator<double>::Tape> tapes_;  // one a worker
};

// Stage by stage, because there is electronics between or inside them.
class SteppedStages : public Glass {
 public:
  explicit SteppedStages(const GlassPlan& plan)
      : fft_(plan.grid.size()), relay_(plan.relay), intensity_(plan.num_workers) {
    const std::optional<core::LowPass> filter = optical_filter_of(plan.path);
    if (filter) {
      last_filter_ = core::low_pass_transfer(*filter, plan.grid);
    }
    for (auto& row : intensity_) {
      row.resize(plan.grid.size());
    }
    for (std::size_t m = 0; m < plan.layers.num_layers(); ++m) {
      stages_.push_back(stage_of(plan, m));
    }
  }

  void pass(std::span<Complex> row, std::size_t worker, std::int64_t shot) const override {
    for (std::size_t m = 0; m < stages_.size(); ++m) {
      if (m > 0 && relay_) {
        relay_(row, m, shot);
      }
      const Stage& stage = stages_[m];
      filter(row, stage.transfer);
      add_phase(row, intensity_[worker], stage);
    }
    if (!last_filter_.empty()) {
      filter(row, last_filter_);
    }
  }

 private:
  struct Stage {
    std::vector<Complex> transfer{};    // dispersion and optical filter
    std::vector<Complex> electrical{};  // of an electro-optic element; empty for a fibre
    double phase = 0.0;                 // at |u|^2 = 1
  };

  [[nodiscard]] Stage stage_of(const GlassPlan& plan, std::size_t m) const {
    const std::vector<double> w = plan.grid.angular_frequencies();
    Stage stage{.phase = plan.layers.gamma[m]};
    for (std::size_t k = 0; k < w.size(); ++k) {
      const double kept = last_filter_.empty() ? 1.0 : last_filter_[k];
      stage.transfer.push_back(std::polar(kept, 0.5 * plan.layers.beta2[m] * w[k] * w[k]));
    }
    const auto& electronics = plan.path.stages[m].electro_optic;
    if (electronics) {
      const double cycles = electronics->bandwidth_ghz * plan.path.model_sample().in(units::ns);
      stage.electrical = core::roll_off_transfer({.inverse_bandwidth = 1.0 / cycles}, plan.grid);
    }
    return stage;
  }

  template <class Transfer>
  void filter(std::span<Complex> row, const Transfer& transfer) const {
    fft_.forward(row);
    for (std::size_t k = 0; k < row.size(); ++k) {
      row[k] *= transfer[k];
    }
    fft_.inverse(row);
  }

  void add_phase(std::span<Complex> row, std::span<Complex> intensity, const Stage& stage) const {
    for (std::size_t j = 0; j < row.size(); ++j) {
      intensity[j] = std::norm(row[j]);
    }
    if (!stage.electrical.empty()) {
      filter(intensity, stage.electrical);
    }
    for (std::size_t j = 0; j < row.size(); ++j) {
      row[j] *= std::polar(1.0, stage.phase * intensity[j].real());
    }
  }

  core::FftPlan<double> fft_;
  Relay relay_;
  std::vector<double> last_filter_;
  std::vector<Stage> stages_;
  mutable std::vector<core::AlignedVector<Complex>> intensity_;  // one a worker
};

}  // namespace

std::unique_ptr<Glass> make_glass(const GlassPlan& plan) {
  if (plan.path.architecture == hal::Architecture::all_optical_cascade) {
    return std::make_unique<OpticalCascade>(plan);
  }
  return std::make_unique<SteppedStages>(plan);
}

}  // namespace fiberloom::sim
