//! Takes a dotted name of the project, gives what it makes, through its own functions and classes.

use crate::project::code::{ClassShape, CodeFile, Factory, Framework, Made};
use crate::project::facts::Facts;

/// Names through which one is followed.
const DEEPEST: u8 = 8;

impl Facts {
    /// The framework whose application a call makes.
    pub fn framework_of(&self, made: &Made) -> Option<&'static Framework> {
        self.followed(made, DEEPEST)
    }

    fn followed(&self, made: &Made, deeper: u8) -> Option<&'static Framework> {
        let dotted = match made {
            Made::By(framework) => return Some(framework),
            Made::Own(dotted) => dotted,
        };
        let deeper = deeper.checked_sub(1)?;
        if let Some((_, factory)) = self.factory(dotted) {
            return self.followed(&factory.made, deeper);
        }
        let (_, class) = self.class(dotted)?;
        class.bases.iter().find_map(|base| self.followed(&Made::named(base.clone()), deeper))
    }

    /// The class of the project whose object a call makes, through functions that return what others return.
    pub fn class_of(&self, made: &Made) -> Option<(&CodeFile, &ClassShape)> {
        let mut made = made;
        for _ in 0..DEEPEST {
            let Made::Own(dotted) = made else { return None };
            match self.factory(dotted) {
                Some((_, factory)) => made = &factory.made,
                None => return self.class(dotted),
            }
        }
        None
    }

    /// A factory of the project by its dotted name.
    pub fn factory(&self, dotted: &str) -> Option<(&CodeFile, &Factory)> {
        self.defined(dotted, |code, name| code.factories.iter().find(|factory| factory.name == name))
    }

    /// A class of the project by its dotted name.
    pub fn class(&self, dotted: &str) -> Option<(&CodeFile, &ClassShape)> {
        self.defined(dotted, |code, name| code.classes.iter().find(|class| class.name == name))
    }

    /// What a dotted name stands for, where it is defined or through modules that import it to pass it on.
    fn defined<'a, T>(
        &'a self,
        dotted: &str,
        find: impl Fn(&'a CodeFile, &str) -> Option<&'a T>,
    ) -> Option<(&'a CodeFile, &'a T)> {
        let mut dotted = dotted;
        for _ in 0..DEEPEST {
            let (module, name) = dotted.rsplit_once('.')?;
            if let Some(found) = self.files_of(module).find_map(|code| Some((code, find(code, name)?))) {
                return Some(found);
            }
            let passed_on = self.files_of(module).find_map(|code| code.names.get(name));
            dotted = passed_on.filter(|origin| *origin != dotted)?;
        }
        None
    }

    /// What was read of a module: two projects may have one of the same name.
    pub fn files_of(&self, module: &str) -> impl Iterator<Item = &CodeFile> {
        self.places.get(module).into_iter().flatten().map(|place| &self.code[*place])
    }
}
