//! What a failed operation returns.
//!
//! A function in Rust raises with a type and a message, and needs no thread to do so. The exception becomes an object
//! only when Python code looks at it.

use super::{Build, Value};

/// The result of an operation that can raise.
pub type Result<T, B> = std::result::Result<T, Raised<B>>;

macro_rules! exceptions {
    ($($name:ident: $parent:ident,)*) => {
        /// The built-in exceptions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "their names are Python's")]
        pub enum ExceptionType { BaseException, $($name,)* }

        impl ExceptionType {
            /// Each with its parent, parents first.
            pub const ALL: &[(ExceptionType, Option<ExceptionType>)] = &[
                (Self::BaseException, None),
                $((Self::$name, Some(Self::$parent)),)*
            ];
        }
    };
}

exceptions! {
    GeneratorExit: BaseException,
    KeyboardInterrupt: BaseException,
    SystemExit: BaseException,
    Exception: BaseException,
    StopIteration: Exception,
    ArithmeticError: Exception,
    OverflowError: ArithmeticError,
    ZeroDivisionError: ArithmeticError,
    AssertionError: Exception,
    AttributeError: Exception,
    ImportError: Exception,
    ModuleNotFoundError: ImportError,
    LookupError: Exception,
    IndexError: LookupError,
    KeyError: LookupError,
    MemoryError: Exception,
    NameError: Exception,
    UnboundLocalError: NameError,
    OSError: Exception,
    TimeoutError: OSError,
    ConnectionError: OSError,
    BrokenPipeError: ConnectionError,
    ReferenceError: Exception,
    RuntimeError: Exception,
    NotImplementedError: RuntimeError,
    RecursionError: RuntimeError,
    SyntaxError: Exception,
    TypeError: Exception,
    ValueError: Exception,
    UnicodeError: ValueError,
    EOFError: Exception,
    BufferError: Exception,
    FloatingPointError: ArithmeticError,
    StopAsyncIteration: Exception,
    SystemError: Exception,
    IndentationError: SyntaxError,
    TabError: IndentationError,
    UnicodeEncodeError: UnicodeError,
    UnicodeDecodeError: UnicodeError,
    UnicodeTranslateError: UnicodeError,
    BlockingIOError: OSError,
    ChildProcessError: OSError,
    ConnectionAbortedError: ConnectionError,
    ConnectionRefusedError: ConnectionError,
    ConnectionResetError: ConnectionError,
    FileExistsError: OSError,
    FileNotFoundError: OSError,
    InterruptedError: OSError,
    IsADirectoryError: OSError,
    NotADirectoryError: OSError,
    PermissionError: OSError,
    ProcessLookupError: OSError,
    Warning: Exception,
    UserWarning: Warning,
    DeprecationWarning: Warning,
    RuntimeWarning: Warning,
}

impl ExceptionType {
    /// Its name in Python.
    pub fn name(self) -> String {
        format!("{self:?}")
    }
}

/// What was raised.
pub enum Raise<B: Build> {
    /// By Rust: its type and its arguments.
    Native(ExceptionType, Vec<Value<B>>),
    /// An exception object.
    Object(Value<B>),
    /// The deadline is over: Python code cannot catch it.
    Deadline,
}

/// An exception on its way.
pub struct Raised<B: Build>(pub Box<Raise<B>>);

impl<B: Build> Raised<B> {
    /// An exception of this type with a message.
    #[cold]
    #[inline(never)]
    pub fn new(kind: ExceptionType, message: impl Into<String>) -> Self {
        Self::with(kind, vec![Value::str(message.into())])
    }

    /// An exception of this type with these arguments.
    #[cold]
    pub fn with(kind: ExceptionType, arguments: Vec<Value<B>>) -> Self {
        Self(Box::new(Raise::Native(kind, arguments)))
    }

    /// An exception object.
    #[cold]
    pub fn object(exception: Value<B>) -> Self {
        Self(Box::new(Raise::Object(exception)))
    }

    /// `TypeError`
    #[cold]
    #[inline(never)]
    pub fn type_error(message: impl Into<String>) -> Self {
        Self::new(ExceptionType::TypeError, message)
    }

    /// `ValueError`
    #[cold]
    #[inline(never)]
    pub fn value_error(message: impl Into<String>) -> Self {
        Self::new(ExceptionType::ValueError, message)
    }

    /// Whether Rust raised it, with this type.
    pub fn is(&self, kind: ExceptionType) -> bool {
        matches!(&*self.0, Raise::Native(found, _) if *found == kind)
    }
}

impl<B: Build> std::fmt::Debug for Raised<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &*self.0 {
            Raise::Native(kind, arguments) => write!(f, "{kind:?}({arguments:?})"),
            Raise::Object(exception) => write!(f, "{exception:?}"),
            Raise::Deadline => f.write_str("deadline"),
        }
    }
}
