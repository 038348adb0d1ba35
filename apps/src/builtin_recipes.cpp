#include "builtin_recipes.hpp"

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <filesystem>

namespace fiberloom::app {

std::string builtin_recipe_names(std::string_view separator) {
  std::string names;
  for (const BuiltinRecipe& recipe : builtin_recipes()) {
    if (!names.empty()) {
      names += separator;
    }
    names += recipe.name;
  }
  return names;
}

core::TrainingRecipe find_recipe(const std::string& name_or_path) {
  for (const BuiltinRecipe& recipe : builtin_recipes()) {
    if (recipe.name == name_or_path) {
      return core::parse_document<core::TrainingRecipe>(recipe.text,
                                                        "recipe " + std::string(recipe.name));
    }
  }
  if (!std::filesystem::exists(name_or_path)) {
    throw core::InputError("input.recipe", "recipe '" + name_or_path +
                                               "' is neither a file nor built in; built in are " +
                                               builtin_recipe_names(", "));
  }
  return core::read_document<core::TrainingRecipe>(name_or_path);
}

}  // namespace fiberloom::app
