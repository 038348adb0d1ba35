#include <algorithm>
#include <fiberloom/core/operators/attenuation.hpp>
#include <fiberloom/core/operators/dispersion.hpp>
#include <fiberloom/core/operators/kerr_effect.hpp>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <fiberloom/core/operators/saturable_gain.hpp>
#include <fiberloom/core/operators/spectral_diffusion.hpp>
#include <fiberloom/core/operators/time_potential.hpp>
#include <fiberloom/core/operators/two_photon_absorption.hpp>
#include <vector>

namespace fiberloom::core {
namespace {

std::vector<const LayerOperator*> make_catalog() {
  std::vector<const LayerOperator*> operators{&attenuation()};
  for (const SpectralOperator* order : dispersion_orders()) {
    operators.push_back(order);
  }
  operators.push_back(&spectral_diffusion());
  operators.push_back(&kerr_effect());
  operators.push_back(&time_potential());
  operators.push_back(&two_photon_absorption());
  operators.push_back(&saturable_gain());
  return operators;
}

}  // namespace

std::span<const LayerOperator* const> all_operators() {
  static const std::vector<const LayerOperator*> operators = make_catalog();
  return operators;
}

const LayerOperator* find_operator(std::string_view name) {
  const auto operators = all_operators();
  const auto found = std::ranges::find_if(
      operators, [&](const LayerOperator* each) { return each->name() == name; });
  return found == operators.end() ? nullptr : *found;
}

}  // namespace fiberloom::core
