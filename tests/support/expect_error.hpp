#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <string>
#include <vector>

namespace fiberloom::test {

/// Runs `action`, which must throw a `Wanted` with that code and all `words` in its message.
template <class Wanted, class Action>
void expect_error(const std::string& code, const std::vector<std::string>& words, Action action) {
  try {
    action();
  } catch (const core::Error& error) {
    const std::string message = error.what();
    EXPECT_NE(dynamic_cast<const Wanted*>(&error), nullptr) << "another class: " << message;
    EXPECT_EQ(error.code(), code) << message;
    for (const std::string& word : words) {
      EXPECT_THAT(message, ::testing::HasSubstr(word));
    }
    return;
  }
  ADD_FAILURE() << "nothing was thrown; expected " << code;
}

}  // namespace fiberloom::test
