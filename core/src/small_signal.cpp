#include <array>
#include <cmath>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <fiberloom/core/small_signal.hpp>
#include <span>
#include <variant>

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

struct SpectralPart {
  const SpectralOperator* of = nullptr;
  double value = 0.0;
};

// E <- factor E for the light; p and q for a weak signal on it: dE <- p dE + q conj(dE).
struct PointwisePart {
  Complex p{1.0};
  Complex q{};
};

struct FilterPart {
  LowPass filter;
};

using Part = std::variant<SpectralPart, PointwisePart, FilterPart>;

Complex factor_of(const SpectralPart& part, double w) {
  return std::exp(part.value * part.of->symbol(w));
}

// The numbers of one layer; those that vary in time by their mean.
std::array<double, 2> numbers_of(const LayerOperator& of, std::span<const double> all,
                                 std::size_t layer, std::size_t num_layers) {
  const std::size_t width = all.size() / num_layers;
  const std::span<const double> own = all.subspan(layer * width, width);
  if (of.description().width != LayerOperator::Width::per_sample) {
    return {own.empty() ? 0.0 : own[0], own.size() > 1 ? own[1] : 0.0};
  }
  double sum = 0.0;
  for (const double value : own) {
    sum += value;
  }
  return {sum / static_cast<double>(width), 0.0};
}

// Takes the light through the operator and keeps what it does to a weak signal.
PointwisePart pass(const PointwiseOperator& of, const std::array<double, 2>& numbers,
                   Complex& light) {
  const double power = std::norm(light);
  const PointResponse response = of.respond(power, numbers);
  const Complex factor = std::exp(response.log_amplitude) * std::polar(1.0, response.phase);
  const Complex slope(response.log_amplitude_slope, response.phase_slope);
  const PointwisePart part{.p = factor * (1.0 + slope * power),
                           .q = factor * slope * light * light};
  light *= factor;
  return part;
}

// The map of (dE(w), conj(dE(-w))), of which the second row is the mirror image of the first.
class Sidebands {
 public:
  explicit Sidebands(double w) : w_(w) {}

  void apply(const Part& part) {
    std::visit([this](const auto& each) { apply(each); }, part);
  }
  [[nodiscard]] SidebandResponse response() const {
    return {.direct = upper_[0], .conjugate = upper_[1]};
  }

 private:
  void scale(Complex upper, Complex lower) {
    for (std::size_t k = 0; k < 2; ++k) {
      upper_[k] *= upper;
      lower_[k] *= lower;
    }
  }
  void apply(const SpectralPart& part) {
    scale(factor_of(part, w_), std::conj(factor_of(part, -w_)));
  }
  void apply(const FilterPart& part) {
    const double transfer = low_pass_transfer_at(part.filter, w_);
    scale(transfer, transfer);
  }
  void apply(const PointwisePart& part) {
    for (std::size_t k = 0; k < 2; ++k) {
      const Complex upper = upper_[k];
      upper_[k] = part.p * upper + part.q * lower_[k];
      lower_[k] = std::conj(part.p) * lower_[k] + std::conj(part.q) * upper;
    }
  }

  double w_;
  std::array<Complex, 2> upper_{1.0, 0.0};
  std::array<Complex, 2> lower_{0.0, 1.0};
};

}  // namespace

struct SmallSignal::Steps {
  std::vector<std::vector<Part>> layers;
  std::vector<Complex> light;  // in front of each layer, and behind the last one
  std::vector<Part> receiver;
  double dispersion = 0.0;  // sum of magnitudes

  void add_layer(const Model& model, std::span<const std::string> sequence, std::size_t index) {
    std::vector<Part> parts;
    Complex behind = light.back();
    for (const std::string& name : sequence) {
      if (name == low_pass_name) {
        parts.emplace_back(FilterPart{*model.low_pass});
        continue;
      }
      const LayerOperator* of = find_operator(name);
      const auto numbers =
          numbers_of(*of, model.layers.values(name), index, model.layers.num_layers());
      if (const auto* spectral = dynamic_cast<const SpectralOperator*>(of)) {
        parts.emplace_back(SpectralPart{.of = spectral, .value = numbers[0]});
        behind *= factor_of({.of = spectral, .value = numbers[0]}, 0.0);
      } else if (const auto* pointwise = dynamic_cast<const PointwiseOperator*>(of)) {
        parts.emplace_back(pass(*pointwise, numbers, behind));
      }
    }
    dispersion += std::abs(model.layers.beta2[index]);
    layers.push_back(std::move(parts));
    light.push_back(behind);
  }
};

SmallSignal::SmallSignal(const Model& model, Complex carrier) {
  model.validate();
  auto steps = std::make_unique<Steps>();
  steps->light.push_back(carrier);
  const std::vector<std::string> sequence =
      model.operators.empty() ? default_sequence(model.layers, model.low_pass.has_value())
                              : model.operators;
  for (std::size_t m = 0; m < model.layers.num_layers(); ++m) {
    steps->add_layer(model, sequence, m);
  }
  if (model.low_pass) {
    steps->receiver.emplace_back(FilterPart{*model.low_pass});
  }
  steps_ = std::move(steps);
}

SmallSignal::SmallSignal(SmallSignal&&) noexcept = default;
SmallSignal& SmallSignal::operator=(SmallSignal&&) noexcept = default;
SmallSignal::~SmallSignal() = default;

std::size_t SmallSignal::num_layers() const noexcept { return steps_->layers.size(); }

SidebandResponse SmallSignal::layer(std::size_t index, double w) const {
  Sidebands sidebands(w);
  for (const Part& part : steps_->layers[index]) {
    sidebands.apply(part);
  }
  return sidebands.response();
}

SidebandResponse SmallSignal::total(double w) const {
  Sidebands sidebands(w);
  for (const std::vector<Part>& parts : steps_->layers) {
    for (const Part& part : parts) {
      sidebands.apply(part);
    }
  }
  for (const Part& part : steps_->receiver) {
    sidebands.apply(part);
  }
  return sidebands.response();
}

Complex SmallSignal::carrier_behind(std::size_t num_layers) const {
  return steps_->light[num_layers];
}

double SmallSignal::fine_step() const noexcept {
  return 0.05 / (1.0 + std::sqrt(steps_->dispersion));
}

}  // namespace fiberloom::core
