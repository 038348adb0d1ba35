#pragma once

#include <fiberloom/core/fields.hpp>
#include <string_view>

namespace fiberloom::hal {

/// How the layers of a network are turned into hardware.
enum class Architecture {
  all_optical_cascade,  ///< light goes through one stage after the other: dispersive elements, then a nonlinear fibre
  reused_stage,  ///< one nonlinear stage, passed once a layer: detected coherently, dispersed and sent again
  electro_optic_kerr  ///< as the cascade, but light is detected at a tap and drives a phase modulator behind it
};

/// What turns samples into light.
enum class FrontEnd {
  direct_modulation,  ///< one waveform sample after the other
  compressed_pulse  ///< a stretched pulse is modulated, then compressed: samples far shorter than the generator's
};

[[nodiscard]] std::string_view name_of(Architecture architecture);
[[nodiscard]] std::string_view name_of(FrontEnd front_end);

/// In words, for people: "all-optical cascade".
[[nodiscard]] std::string_view words_for(Architecture architecture);

/// The field of a document that names one; the cascade stays out of it.
void visit_architecture(core::FieldVisitor& visit, Architecture& architecture);

}  // namespace fiberloom::hal
