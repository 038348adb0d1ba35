#include <algorithm>
#include <array>
#include <fiberloom/core/equation.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/operators/operator_catalog.hpp>

namespace fiberloom::core {
namespace {

constexpr std::array<std::string_view, 3> nlse_operators{"alpha", "beta2", "gamma"};
constexpr std::array<std::string_view, 4> gpe_operators{"alpha", "beta2", "gamma", "potential"};
constexpr std::array<std::string_view, 5> cgle_operators{"alpha", "beta2", "diffusion", "gamma",
                                                         "two_photon_absorption"};
constexpr std::array<std::string_view, 3> helmholtz_operators{"alpha", "beta2", "potential"};

[[noreturn]] void refuse(const std::string& what) {
  throw InputError("input.sequence", "operators: " + what);
}

bool acts(const LayerParameters& layers, std::string_view name) {
  return std::ranges::any_of(layers.values(name), [](double value) { return value != 0.0; });
}

void check_entry(const std::string& name, const LayerParameters& layers, bool has_low_pass) {
  if (name == low_pass_name) {
    if (!has_low_pass) {
      refuse("'low_pass' stands in the order, but the model has none");
    }
    return;
  }
  if (find_operator(name) == nullptr) {
    refuse("there is no operator '" + name + "'");
  }
  if (layers.num_layers() > 0 && layers.values(name).empty()) {
    refuse("'" + name + "' stands in the order, but the layers have no numbers for it");
  }
}

}  // namespace

std::span<const std::string_view> operators_of(Equation equation) {
  switch (equation) {
    case Equation::nlse:
      return nlse_operators;
    case Equation::gpe:
      return gpe_operators;
    case Equation::cgle:
      return cgle_operators;
    case Equation::helmholtz:
      break;
  }
  return helmholtz_operators;
}

std::vector<std::string> default_sequence(const LayerParameters& layers, bool has_low_pass) {
  std::vector<std::string> sequence;
  if (has_low_pass) {
    sequence.emplace_back(low_pass_name);
  }
  std::ranges::copy(layers.names(), std::back_inserter(sequence));
  return sequence;
}

void check_sequence(std::span<const std::string> sequence, const LayerParameters& layers,
                    bool has_low_pass) {
  for (auto entry = sequence.begin(); entry != sequence.end(); ++entry) {
    check_entry(*entry, layers, has_low_pass);
    if (std::find(sequence.begin(), entry, *entry) != entry) {
      refuse("'" + *entry + "' stands in the order twice");
    }
  }
  const auto stands = [&](std::string_view name) {
    return std::ranges::find(sequence, name) != sequence.end();
  };
  if (has_low_pass && !stands(low_pass_name)) {
    refuse("the model has a low-pass, but 'low_pass' does not stand in the order");
  }
  for (const std::string& name : layers.names()) {
    if (!stands(name) && acts(layers, name)) {
      refuse("the layers have numbers for '" + name + "', which does not stand in the order");
    }
  }
}

}  // namespace fiberloom::core
