//! Enumerations of words, with the methods that all of them have.

/// Gives enumerations the method `as_str`.
macro_rules! as_str {
    ($($name:ident),+ $(,)?) => {
        $(impl $name {
            /// The word of the API.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        })+
    };
}

pub(crate) use as_str;
