//! The functions that expressions may call: those of the language that touch no file and know no time.
//!
//! - `arguments`: what they are called with. `texts`, `numbers`, `lists`, `maps`, `encodings`: the functions.

mod arguments;
mod encodings;
mod lists;
mod maps;
mod numbers;
mod texts;

use hcl::eval::{Context, Func, FuncDef, ParamType};

/// Functions of the language that are refused by name.
pub(super) const FORBIDDEN: [&str; 23] = [
    "abspath",
    "basename",
    "bcrypt",
    "dirname",
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "filesha512",
    "pathexpand",
    "plantimestamp",
    "rsadecrypt",
    "templatefile",
    "templatestring",
    "timestamp",
    "uuid",
    "uuidv5",
    "ephemeralasnull",
];

/// Lets expressions call them.
pub(super) fn declare(context: &mut Context<'_>) {
    let all = [&texts::ALL[..], &numbers::ALL, &lists::ALL, &maps::ALL, &encodings::ALL];
    for (name, function) in all.into_iter().flatten() {
        let definition = FuncDef::builder().variadic_param(ParamType::Any).build(*function);
        context.declare_func(hcl::Identifier::unchecked(*name), definition);
    }
}

/// A function and its name.
type Named = (&'static str, Func);
