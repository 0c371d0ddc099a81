export { Alert } from './alert.tsx';
export { Badge, type Tone } from './badge.tsx';
export { Button, buttonVariants, type ButtonProps } from './button.tsx';
export { Card, CardBody, CardHeader } from './card.tsx';
export { Checkbox } from './checkbox.tsx';
export { cn } from './cn.ts';
export { CodeBlock } from './code-block.tsx';
export { CommandDialog, CommandGroup, CommandItem } from './command.tsx';
export { ConfirmDialog } from './confirm-dialog.tsx';
export { CopyButton } from './copy-button.tsx';
export { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from './dialog.tsx';
export {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from './dropdown-menu.tsx';
export { EmptyState } from './empty-state.tsx';
export { Field, Label, type FieldControl } from './field.tsx';
export { Input, Textarea } from './input.tsx';
export { PageHeader } from './page-header.tsx';
export { Select, type SelectOption } from './select.tsx';
export { Sheet, SheetContent, SheetTrigger } from './sheet.tsx';
export { Skeleton, SkeletonRows } from './skeleton.tsx';
export { Spinner } from './spinner.tsx';
export { Switch } from './switch.tsx';
export { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from './table.tsx';
export { Tabs, TabsContent, TabsList, TabsTrigger } from './tabs.tsx';
export { toast, Toaster } from './toaster.tsx';
export { Tooltip, TooltipProvider } from './tooltip.tsx';
