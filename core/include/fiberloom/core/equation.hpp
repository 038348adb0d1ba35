#pragma once

#include <fiberloom/core/layer_parameters.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::core {

/// Which equation the layers are a split-step solution of, that is which operators they are composed of.
///
/// Source:  nlse: MacPhee, Zhou, Jalali, arXiv 2407.14504 (loss, dispersion, Kerr effect);
///          gpe: the same paper's extension by an external potential (Gross-Pitaevskii);
///          cgle: complex Ginzburg-Landau, a reaction-diffusion equation (Aranson and Kramer, Rev. Mod. Phys. 74, 99):
///          with spectral diffusion and two-photon absorption beside them;
///          helmholtz: paraxial Helmholtz, diffraction and a phase profile, linear.
enum class Equation { nlse, gpe, cgle, helmholtz };

/// Names of the operators that every layer of such a model has.
[[nodiscard]] std::span<const std::string_view> operators_of(Equation equation);

/// The name under which the optical low-pass stands in a sequence; it has no trained numbers.
inline constexpr std::string_view low_pass_name = "low_pass";

/// The order in which light meets the operators of a layer, if nobody says otherwise: low-pass and spectral operators,
/// then pointwise ones, each in the order of the catalog.
[[nodiscard]] std::vector<std::string> default_sequence(const LayerParameters& layers,
                                                        bool has_low_pass);

/// Throws InputError "input.sequence" unless `sequence` names every operator with numbers in `layers` (those that are
/// zero in all layers may be left out), and the low-pass when there is one, once each.
void check_sequence(std::span<const std::string> sequence, const LayerParameters& layers,
                    bool has_low_pass);

}  // namespace fiberloom::core
