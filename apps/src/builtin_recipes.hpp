#pragma once

#include <fiberloom/core/training_recipe.hpp>
#include <span>
#include <string>
#include <string_view>

namespace fiberloom::app {

/// A recipe that the program carries within it; made at configure time by embed_recipes.cmake.
struct BuiltinRecipe {
  std::string_view name;
  std::string_view text;
};

/// All of them, by name.
std::span<const BuiltinRecipe> builtin_recipes();

/// Their names, with `separator` between them.
std::string builtin_recipe_names(std::string_view separator);

/// The built-in recipe of that name, or else the file.
///
/// Throws:  InputError "input.recipe" that lists the names when there is neither; and as core::read_document.
core::TrainingRecipe find_recipe(const std::string& name_or_path);

}  // namespace fiberloom::app
