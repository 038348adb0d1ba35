#include "reaction.hpp"

#include <cmath>
#include <vector>

#include "complex_products.hpp"

namespace fiberloom::core {
namespace {

// The one or two numbers of an operator that act on a sample of a layer.
template <class Layers>
auto numbers_of(const PointwiseOperator& pointwise, Layers& layers, std::size_t layer,
                std::size_t sample) {
  const auto all = layers.values(pointwise.name());
  switch (pointwise.description().width) {
    case LayerOperator::Width::one:
      return all.subspan(layer, all.empty() ? 0 : 1);
    case LayerOperator::Width::two:
      return all.subspan(2 * layer, all.empty() ? 0 : 2);
    case LayerOperator::Width::per_sample:
      break;
  }
  return all.subspan(all.empty() ? 0 : layer * (all.size() / layers.num_layers()) + sample,
                     all.empty() ? 0 : 1);
}

std::complex<double> factor_of(const PointResponse& response) {
  const double amplitude = std::exp(response.log_amplitude);  // not a number where light was lost
  return {amplitude * std::cos(response.phase), amplitude * std::sin(response.phase)};
}

// One operator: where it stands, what it does there.
struct Instant {
  std::complex<double> field;
  PointResponse response;
};

Instant instant_of(const PointwiseOperator& pointwise, const ReactionStep& step,
                   const LayerParameters& layers, std::size_t sample, std::complex<double> field) {
  return {.field = field,
          .response =
              pointwise.respond(power(field), numbers_of(pointwise, layers, step.layer, sample))};
}

std::complex<double> behind(const Instant& instant) {
  return product(instant.field, factor_of(instant.response));
}

}  // namespace

std::complex<double> react(const ReactionStep& step, const LayerParameters& layers,
                           std::size_t sample, std::complex<double> field) {
  for (const PointwiseOperator* pointwise : step.operators) {
    field = behind(instant_of(*pointwise, step, layers, sample, field));
  }
  return field;
}

// E' = E exp(a + i phi). With h = conj(exp(a + i phi)) g and o = conj(h) E: a change of |E|^2 by dI changes the loss by
// (a_I Re o - phi_I Im o) dI, and dI = 2 Re(conj(E) dE).
std::complex<double> react_back(const ReactionStep& step, const LayerParameters& layers,
                                std::size_t sample, std::complex<double> field,
                                std::complex<double> cotangent, LayerParameters& gradient) {
  constexpr std::size_t most_operators = 8;
  std::array<Instant, most_operators> instants;
  const std::size_t count = step.operators.size();
  for (std::size_t i = 0; i < count; ++i) {
    instants.at(i) = instant_of(*step.operators[i], step, layers, sample, field);
    field = behind(instants[i]);
  }
  for (std::size_t i = count; i-- > 0;) {
    const Instant& instant = instants[i];
    const PointResponse& response = instant.response;
    const std::complex<double> turned = product_with_conjugate(cotangent, factor_of(response));
    const std::complex<double> overlap = product_with_conjugate(instant.field, turned);
    const std::span<double> slopes = numbers_of(*step.operators[i], gradient, step.layer, sample);
    for (std::size_t p = 0; p < slopes.size(); ++p) {
      slopes[p] += response.log_amplitude_parameter_slopes[p] * overlap.real() -
                   response.phase_parameter_slopes[p] * overlap.imag();
    }
    const double slope =
        response.log_amplitude_slope * overlap.real() - response.phase_slope * overlap.imag();
    cotangent = turned + 2.0 * slope * instant.field;
  }
  return cotangent;
}

std::complex<double> react_along(const ReactionStep& step, const LayerParameters& layers,
                                 std::size_t sample, std::complex<double> field,
                                 std::complex<double> tangent, const LayerParameters& direction) {
  for (const PointwiseOperator* pointwise : step.operators) {
    const Instant instant = instant_of(*pointwise, step, layers, sample, field);
    const PointResponse& response = instant.response;
    const double power_change = 2.0 * product_with_conjugate(tangent, field).real();
    std::complex<double> exponent_change(response.log_amplitude_slope * power_change,
                                         response.phase_slope * power_change);
    const std::span<const double> change = numbers_of(*pointwise, direction, step.layer, sample);
    for (std::size_t p = 0; p < change.size(); ++p) {
      exponent_change +=
          change[p] * std::complex<double>(response.log_amplitude_parameter_slopes[p],
                                           response.phase_parameter_slopes[p]);
    }
    tangent = product(tangent + product(field, exponent_change), factor_of(response));
    field = behind(instant);
  }
  return tangent;
}

}  // namespace fiberloom::core
