#pragma once

#include <cstddef>
#include <fiberloom/core/constraints.hpp>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/digital_embedding.hpp>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/training.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::core {

/// Everything that decides a training run beside the data: document "fiberloom.recipe/1".
///
/// Operators that the equation asks for and `start` has no numbers for begin with zeros.
struct TrainingRecipe {
  static constexpr const char* schema = "fiberloom.recipe/1";

  std::string name;
  std::string description;
  Equation equation = Equation::nlse;
  std::size_t shots = 1;  ///< times a record is sent, each through its own share of the layers
  std::vector<std::string> operators{};  ///< order inside a layer; empty: the default one
  Frame frame;
  bool resample_input = false;
  std::optional<LowPass> low_pass;
  Encoding encoding;
  bool normalise_power = false;  ///< field_scale makes the mean |E|^2 of the training records 1
  Readout readout;
  ElectricalEnds ends{};  ///< of a rig, where a model that was trained with them goes on
  LayerParameters start;
  LayerBounds bounds;
  std::map<std::string, double> sum_limits{};  ///< by group: what magnitudes may add up to
  TrainingOptions options;                     ///< seed and constraints are not part of a recipe

  void fields(FieldVisitor& visit);
};

/// What training must stay within: the bounds and sum limits of the recipe, by group.
[[nodiscard]] Constraints constraints_of(const TrainingRecipe& recipe);

/// The model before training, without a classifier.
///
/// Shape:   train.series [records, samples], already of the model's length.
/// Throws:  InputError "input.model" and the like for parts that do not fit, "input.shape" for records of another
///          length, "input.power" when the power of the training records cannot be normalised.
[[nodiscard]] Model initial_model(const TrainingRecipe& recipe, const LabelledSeries& train);

/// The recipe that goes on from a model: its initial_model() is this model without its classifier.
///
/// It has no bounds; seed and constraints of the options are left out, as they are no part of a recipe.
[[nodiscard]] TrainingRecipe recipe_from(const Model& model, const TrainingOptions& options);

}  // namespace fiberloom::core
