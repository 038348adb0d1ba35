#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/core/model.hpp>
#include <string>
#include <vector>

namespace fiberloom::core {

// How the parts of a model are spelled, the same in a model file and in a training recipe. Each struct wraps the value
// that the rest of the program knows.

inline constexpr std::array<EnumName<Equation>, 4> equation_names{
    {{"nlse", Equation::nlse},
     {"gpe", Equation::gpe},
     {"cgle", Equation::cgle},
     {"helmholtz", Equation::helmholtz}}};
inline constexpr std::array<EnumName<InputScale>, 3> input_scale_names{
    {{"none", InputScale::none}, {"max", InputScale::max}, {"zscore", InputScale::zscore}}};
inline constexpr std::array<EnumName<Modulation>, 3> modulation_names{
    {{"amplitude", Modulation::amplitude}, {"phase", Modulation::phase}, {"iq", Modulation::iq}}};
inline constexpr std::array<EnumName<InputMask::Kind>, 2> mask_names{
    {{"binary", InputMask::Kind::binary}, {"uniform", InputMask::Kind::uniform}}};
inline constexpr std::array<EnumName<Detection>, 4> detection_names{
    {{"intensity", Detection::intensity},
     {"amplitude", Detection::amplitude},
     {"field", Detection::field},
     {"spectrum", Detection::spectrum}}};

struct MaskFields {
  InputMask value;
  void fields(FieldVisitor& visit);
};

struct EncodingFields {
  Encoding value;
  void fields(FieldVisitor& visit);
};

struct ReadoutFields {
  Readout value;
  void fields(FieldVisitor& visit);
};

struct LowPassFields {
  LowPass value;
  void fields(FieldVisitor& visit);
};

struct EndsFields {
  ElectricalEnds value;
  void fields(FieldVisitor& visit);
};

/// The keys samples, guard, oversampling and resample, which lie side by side in the enclosing document.
void visit_frame(FieldVisitor& visit, Frame& frame, bool& resample);

/// The optional key operators: the order inside a layer.
void visit_sequence(FieldVisitor& visit, std::vector<std::string>& sequence);

/// The optional key shots.
void visit_shots(FieldVisitor& visit, std::size_t& shots);

/// The optional key ends.
void visit_ends(FieldVisitor& visit, ElectricalEnds& ends);

/// The optional key low_pass.
void visit_low_pass(FieldVisitor& visit, std::optional<LowPass>& low_pass);

}  // namespace fiberloom::core
